import type { EngineStep, Generation, GenerationRequest } from '../../../engine/engine.ts';
import type { RequestFaults } from '../../../faults/request-faults.ts';
import type { LlamaError } from '../llama-error.ts';
import type { LlamaServer } from '../llamacpp-server.ts';
import { GenerationStats } from './generation-stats.ts';

export interface RunSink {
  /** A slot took the request. */
  started(): void;
  /** After it was counted in `stats`. */
  step(step: EngineStep): void;
  /** Nothing follows. */
  failed(error: LlamaError): void;
}

/** One generation from its arrival to its end, and the slot that works on it. */
export class GenerationRun {
  readonly stats: GenerationStats;
  readonly #server: LlamaServer;
  readonly #sink: RunSink;
  readonly #breaksAfter: number | null;
  readonly #failsAfter: number | null;
  #generation: Generation | null = null;
  #slot: number | null = null;
  #active = true;

  constructor(server: LlamaServer, request: GenerationRequest, faults: RequestFaults, sink: RunSink) {
    this.stats = new GenerationStats(request.promptTokens);
    this.#server = server;
    this.#sink = sink;
    this.#breaksAfter = faults.get('internal')?.after ?? null;
    this.#failsAfter = faults.get('generation-failed')?.after ?? null;
  }

  start(request: GenerationRequest): void {
    this.#server.runs.add(this);
    this.#generation = this.#server.engine.submit(request, {
      started: (atMs) => {
        if (!this.#active) return;
        this.stats.startedAtMs = atMs;
        this.#slot = this.#server.slots.take(this.stats);
        this.#sink.started();
      },
      step: (step) => this.#step(step),
      failed: (message) => this.#fail(message),
    });
  }

  /** Nobody wants it any more. */
  abort(): void {
    if (!this.#active) return;
    this.#generation?.abort();
    this.#release(false);
  }

  #step(step: EngineStep): void {
    if (!this.#active) return;
    this.stats.addStep(step);
    if (step.kind === 'prefill') this.#server.metrics.promptDone(this.stats);
    if (step.finish !== null) this.#release(true);
    else if (this.#isDue(this.#failsAfter)) return this.#server.engine.failBatch('Compute error.');
    else if (this.#isDue(this.#breaksAfter)) {
      this.#generation?.abort();
      return this.#fail('Invalid input batch.');
    }
    this.#sink.step(step);
  }

  /** A fault strikes once more than its number of tokens are there. */
  #isDue(after: number | null): boolean {
    return after !== null && this.stats.generated > after;
  }

  #fail(message: string): void {
    if (!this.#active) return;
    this.#release(false);
    this.#sink.failed({ type: 'server_error', message });
  }

  #release(finished: boolean): void {
    this.#active = false;
    this.#server.runs.delete(this);
    if (this.#slot === null) return;
    this.#server.slots.free(this.#slot);
    if (this.stats.generated > 0) this.#server.metrics.released(this.stats, finished);
  }
}
