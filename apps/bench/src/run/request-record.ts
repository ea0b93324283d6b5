import type { Answer } from '../client/answer.ts';

/** One measured request: the question, and what came of it. A line of `requests.jsonl`. */
export interface RequestRecord extends Answer {
  readonly arm: string;
  readonly vus: number;
  /** Position in the list of prompts, which is the same for every arm. */
  readonly index: number;
  readonly promptId: string;
  readonly promptClass: string;
}
