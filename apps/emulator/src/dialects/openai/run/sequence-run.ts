import type { EngineStep, Generation, GenerationRequest } from '../../../engine/engine.ts';
import type { RequestFaults } from '../../../faults/request-faults.ts';
import { type ApiError, internalError } from '../api-error.ts';
import type { OpenAiServer } from '../openai-server.ts';
import type { SequenceRecord } from './sequence-record.ts';

export interface SequenceSink {
  step(step: EngineStep): void;
  /** Nothing follows. */
  failed(error: ApiError): void;
}

/** What a GPU says when it has had enough. */
const WORKER_FAILURE = 'CUDA out of memory. Tried to allocate 2.00 GiB.';

/** One sequence from its submission to its end, entered in the server's books. */
export class SequenceRun {
  readonly record: SequenceRecord;
  private readonly server: OpenAiServer;
  private readonly sink: SequenceSink;
  private readonly breaksAfter: number | null;
  private readonly failsAfter: number | null;
  private generation: Generation | null = null;
  private active = true;

  constructor(server: OpenAiServer, record: SequenceRecord, faults: RequestFaults, sink: SequenceSink) {
    this.server = server;
    this.record = record;
    this.sink = sink;
    this.breaksAfter = faults.get('internal')?.after ?? null;
    this.failsAfter = faults.get('generation-failed')?.after ?? null;
  }

  start(request: GenerationRequest, rank: number): void {
    this.record.rank = rank;
    this.server.runs.add(this);
    this.server.books.arrived(this.record);
    this.generation = this.server.engine.submitTo(rank, request, {
      started: (atMs) => {
        this.record.startedAtMs = atMs;
      },
      step: (step) => this.step(step),
      failed: (message) => this.fail(message),
    });
  }

  /** The client is gone, and the server knows. */
  abort(): void {
    if (!this.active) return;
    this.end();
    this.generation?.abort();
    this.server.books.aborted(this.record);
  }

  private step(step: EngineStep): void {
    if (!this.active) return;
    this.record.add(step);
    this.server.books.step(this.record, step);
    if (step.finish !== null) {
      this.end();
      this.server.books.finished(this.record);
    } else if (this.isDue(this.failsAfter)) {
      return this.server.engine.ranks[this.record.rank]?.failBatch(WORKER_FAILURE);
    } else if (this.isDue(this.breaksAfter)) {
      this.generation?.abort();
      return this.fail('Internal server error');
    }
    this.sink.step(step);
  }

  /** A fault strikes once more than its number of tokens are there. */
  private isDue(after: number | null): boolean {
    return after !== null && this.record.tokens.length > after;
  }

  private fail(message: string): void {
    if (!this.active) return;
    this.end();
    this.server.books.aborted(this.record);
    this.sink.failed(internalError(message));
  }

  private end(): void {
    this.active = false;
    this.server.runs.delete(this);
  }
}
