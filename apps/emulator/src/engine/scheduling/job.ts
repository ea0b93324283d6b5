import type { Sequence } from '../decoding/sequence.ts';
import type { GenerationSink } from '../engine.ts';
import type { Waiting } from './admission-queue.ts';
import { Work } from './work.ts';

/** One request on its way through the queue and the batch. */
export class Job implements Waiting {
  readonly sequence: Sequence;
  readonly sink: GenerationSink;
  readonly arrivedAtMs: number;
  readonly promptTokens: number;
  readonly totalTokens: number;
  readonly work = new Work();
  state: 'waiting' | 'running' | 'finished' | 'aborted' | 'failed' = 'waiting';

  constructor(
    sequence: Sequence,
    sink: GenerationSink,
    arrivedAtMs: number,
    promptTokens: number,
    totalTokens: number,
  ) {
    this.sequence = sequence;
    this.sink = sink;
    this.arrivedAtMs = arrivedAtMs;
    this.promptTokens = promptTokens;
    this.totalTokens = totalTokens;
  }

  get aborted(): boolean {
    return this.state === 'aborted';
  }
}
