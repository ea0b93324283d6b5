import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../client/answer.ts';

/** A server that refuses at once would be asked thousands of times a second; milliseconds, doubled for each failure in a row. */
const firstPauseMs = 50;
const longestPauseMs = 2000;

export interface ClosedLoop<Question> {
  readonly vus: number;
  /** The next question, or null: start no more. Called when a virtual user is free. */
  readonly next: () => Question | null;
  readonly ask: (question: Question) => Promise<Answer>;
  readonly take: (question: Question, answer: Answer) => void;
  readonly signal: AbortSignal;
}

/**
 * Virtual users, each of which sends its next request when the answer to its last one is complete. Resolves when the
 * questions are out and all answers are in. Latencies are service times: a slow server is asked less often.
 */
export async function closedLoop<Question>(loop: ClosedLoop<Question>): Promise<void> {
  await Promise.all(Array.from({ length: loop.vus }, () => virtualUser(loop)));
}

async function virtualUser<Question>({ next, ask, take, signal }: ClosedLoop<Question>): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const question = next();
    if (question === null) return;
    const answer = await ask(question);
    take(question, answer);
    if (answer.failure === null) {
      pauseMs = firstPauseMs;
      continue;
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
}
