import type { Sequence } from '../decoding/sequence.ts';
import type { GenerationSink } from '../engine.ts';
import type { Waiting } from './admission-queue.ts';
import { Work } from './work.ts';

/** One request on its way through the queue and the batch. */
export class Job implements Waiting {
  readonly sequence: Sequence;
  readonly sink: GenerationSink;
  readonly arrivedAtMs: number;
  readonly name: string | null;
  readonly promptTokens: number;
  readonly totalTokens: number;
  readonly work = new Work();
  state: 'waiting' | 'running' | 'finished' | 'aborted' | 'failed' = 'waiting';

  constructor(
    sequence: Sequence,
    sink: GenerationSink,
    facts: {
      readonly name: string | null;
      readonly arrivedAtMs: number;
      readonly promptTokens: number;
      readonly totalTokens: number;
    },
  ) {
    this.sequence = sequence;
    this.sink = sink;
    this.name = facts.name;
    this.arrivedAtMs = facts.arrivedAtMs;
    this.promptTokens = facts.promptTokens;
    this.totalTokens = facts.totalTokens;
  }

  get aborted(): boolean {
    return this.state === 'aborted';
  }
}
