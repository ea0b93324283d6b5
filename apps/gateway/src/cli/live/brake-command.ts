import { CliError } from '../cli-context.ts';
import { command } from '../command.ts';
import type { Command } from '../command.ts';
import { clientOf } from './client-of.ts';
import type { LiveContext } from './live-context.ts';

const brakeArgs = {
  admin: { type: 'string', description: 'URLs of the admin APIs of all gateways, with commas (or SLIPSTREAM_ADMIN)' },
  why: { type: 'string', default: '', description: 'For the audit log' },
  release: { type: 'boolean', description: 'Lets it go again; nothing starts by that' },
} as const;

/** `slipstream brake`: all rollouts of the gateways named give everything to their controls. */
export function brakeCommand(context: LiveContext): Command {
  const description = 'Gives everything of all rollouts to their controls, at once, with no database';
  return command(description, brakeArgs, async ({ admin, why, release }) => {
    const urls = (admin ?? context.env['SLIPSTREAM_ADMIN'])?.split(',') ?? [undefined];
    // All at once: one that does not answer holds up nobody.
    const pulls = urls.map(async (url) => {
      const client = clientOf(context, url);
      await (release === true ? client.releaseBrake() : client.pullBrake(why));
      context.out(`${url ?? 'the gateway'}: the brake is ${release === true ? 'released' : 'on'}\n`);
    });
    const results = await Promise.allSettled(pulls);
    const failed = results
      .filter((result) => result.status === 'rejected')
      .map(({ reason }) => (reason as Error).message);
    if (failed.length > 0) throw new CliError(failed.join('\n'));
  });
}
