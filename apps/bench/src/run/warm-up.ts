import type { Answer } from '../client/answer.ts';
import type { Prompt } from '../workload/prompt.ts';
import { BenchError } from './bench-error.ts';
import { closedLoop } from './closed-loop.ts';
import type { OpenArm, Session } from './session.ts';

/**
 * Requests that are not counted: they open the connections and fill the server's caches of everything but the answers.
 * They take the prompts from the end of the list, so that the measured ones are new to a server's prefix cache. Throws
 * {@link BenchError} when none succeeds: then there is nothing to measure.
 */
export async function warmUp({ arm, client }: OpenArm, vus: number, session: Session): Promise<void> {
  const { options, prompts, signal } = session;
  const count = options.warmup ?? vus;
  const answers: Answer[] = [];
  let started = 0;
  const next = (): Prompt | null => {
    started += 1;
    return started > count ? null : (prompts.at(-1 - ((started - 1) % prompts.length)) ?? null);
  };
  const ask = (prompt: Prompt): Promise<Answer> => client.ask(prompt.text);
  await closedLoop({ vus, next, ask, take: (_, answer) => answers.push(answer), signal });
  signal.throwIfAborted();
  const failure = answers.find((answer) => answer.failure !== null)?.failure;
  if (failure === undefined || failure === null || answers.some((answer) => answer.failure === null)) return;
  throw new BenchError(`${arm.name}: all ${answers.length} warm-up requests failed: ${failure.message}`);
}
