/**
 * The decoding engine as its neighbours see it: requests in, steps out. It knows nothing of HTTP, of TGI or of
 * Prometheus; a dialect turns its steps into events and its observations into metrics.
 */

/** Real time in the demo, virtual time in tests. Milliseconds of the emulated machine's wall clock. */
export interface EngineClock {
  now(): number;
  /** Runs `run` at `atMs` (absolute), never before, in order of time then of scheduling. */
  at(atMs: number, run: () => void): () => void;
}

export interface Sampling {
  /** 0 = greedy: the most likely token, always. */
  readonly temperature: number;
  readonly topP: number | null;
  readonly topK: number | null;
  /** Seed of this request's random stream; null = drawn from the engine's own. */
  readonly seed: number | null;
}

export interface GenerationRequest {
  /** The templated prompt: the whole of what conditions the text. */
  readonly prompt: string;
  /** Tokens of the prompt, as `countTokens(prompt)` says (dialects report it as input length). */
  readonly promptTokens: number;
  readonly maxNewTokens: number;
  readonly sampling: Sampling;
  /** The text ends when it ends with one of these; the stop text is kept (TGI's way). */
  readonly stop: readonly string[];
}

export interface EngineToken {
  readonly id: number;
  /** What this token adds to the text: '' for special tokens and for incomplete UTF-8 (the token that completes it carries the character). */
  readonly text: string;
  readonly special: boolean;
  readonly logprob: number;
}

export type FinishCause = 'length' | 'eos' | 'stop';

/** One forward pass of one request. Tokens after an end are already cut away. */
export interface EngineStep {
  readonly atMs: number;
  readonly kind: 'prefill' | 'decode';
  /** 1 for the prefill; 1 + accepted drafts for a decode step. */
  readonly tokens: readonly EngineToken[];
  readonly finish: FinishCause | null;
}

export interface GenerationSink {
  /** The request left the queue and joined a batch. */
  started(atMs: number): void;
  step(step: EngineStep): void;
  /** The whole batch's pass failed (fault injection): no more steps follow. */
  failed(message: string): void;
}

export interface Generation {
  /** The client is gone: no step after the one in flight is computed for it. Idempotent. */
  abort(): void;
}

/** What happens to batches, for metrics. `seconds` are of engine time. */
export interface EngineObserver {
  queueSize(size: number): void;
  /** A new batch left the queue (prefill). `merged`: it joined a running one, and why. */
  prefill(batch: { readonly size: number; readonly merged: 'wait_exceeded' | 'backpressure' | null }): void;
  /** Before each pass. */
  passStarted(method: 'prefill' | 'decode', size: number, maxTokens: number): void;
  passEnded(
    method: 'prefill' | 'decode',
    times: { readonly forwardSeconds: number; readonly decodeSeconds: number; readonly totalSeconds: number },
  ): void;
  /** One forward pass of one live request; `skipped` = tokens emitted − 1. Not called for aborted requests. */
  requestStep(skipped: number): void;
  batchSize(running: number, maxTokens: number): void;
}

/** The truth, since the engine was made. Prefills are steps; tokens are those emitted to live requests. */
export interface EngineTruth {
  readonly requests: number;
  readonly finished: number;
  readonly aborted: number;
  /** Failed with their batch (`failBatch`). requests = finished + aborted + failed + running + waiting. */
  readonly failed: number;
  readonly prefills: number;
  readonly steps: number;
  readonly tokens: number;
  readonly accepted: number;
  readonly drafts: number;
  readonly draftTokens: number;
  /** Engine time spent in decode passes, summed over requests. */
  readonly decodeSeconds: number;
  readonly running: number;
  readonly waiting: number;
}

export interface DecodingEngine {
  submit(request: GenerationRequest, sink: GenerationSink): Generation;
  truth(): EngineTruth;
  /** Every running request fails with this message; the engine goes on (a failed shard pass). */
  failBatch(message: string): void;
  /** From the next request on, this share (0…1) of the answers gets another greedy text (fault injection). */
  setLossyShare(share: number): void;
  /** Stops scheduling; running requests get no more steps. */
  close(): void;
}
