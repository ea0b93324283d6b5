import { timePerOutputTokenMs } from '../analyse/request-times.ts';
import type { Answer } from '../client/answer.ts';

/** What is known of one arm while it is measured. */
export interface ArmTally {
  readonly answers: number;
  readonly failed: number;
  readonly tokens: number;
  /** Of the last answer that had one, ms. */
  readonly lastTpotMs: number | null;
}

export const emptyTally: ArmTally = { answers: 0, failed: 0, tokens: 0, lastTpotMs: null };

export function addAnswer(tally: ArmTally, answer: Answer): ArmTally {
  return {
    answers: tally.answers + 1,
    failed: tally.failed + (answer.failure === null ? 0 : 1),
    tokens: tally.tokens + (answer.tokens ?? 0),
    lastTpotMs: timePerOutputTokenMs(answer) ?? tally.lastTpotMs,
  };
}
