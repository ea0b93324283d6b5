import { CliError } from '../cli-context.ts';
import type { AdminClient } from './admin-client.ts';
import { exitCodeOf } from './exit-code.ts';
import { inLines } from './in-lines.ts';
import type { LiveContext } from './live-context.ts';

/**
 * Shows a rollout as it goes on, until it is over: on a terminal in the same place, else a line for each change.
 * Resolves with the exit code.
 */
export async function watchRollout(
  client: AdminClient,
  name: string,
  { context, json }: { readonly context: LiveContext; readonly json: boolean },
): Promise<number> {
  const { out, isTerminal } = context;
  let drawn = 0;
  let said = '';
  for await (const rollout of client.watch(name)) {
    if (json) out(`${JSON.stringify(rollout)}\n`);
    else if (isTerminal) {
      const lines = inLines(rollout);
      // Up to where the last drawing began, and everything below away.
      out(`${drawn > 0 ? `\x1b[${drawn}A\x1b[0J` : ''}${lines.join('\n')}\n`);
      drawn = lines.length;
    } else if (said !== rollout.sentence) out(`${rollout.sentence}\n`);
    said = rollout.sentence;
    const exitCode = exitCodeOf(rollout);
    if (exitCode !== null) return exitCode;
  }
  throw new CliError('The gateway went away; its rollouts are led by others, or when it is back.');
}
