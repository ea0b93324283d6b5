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
  /** The EOS is a token like others: the answer goes on to its length. Default false. */
  readonly ignoreEos?: boolean;
  /** What the journal calls it; the emulator's dialects take `x-request-id`. Default null. */
  readonly name?: string | null;
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
  readonly draft: StepDraft;
}

/** What a speculator did for one step. tokens.length − 1 ≤ matched ≤ proposed; less than `matched` is kept only at an end. */
export interface StepDraft {
  /** Draft tokens put before the target model; 0: it was a plain step. */
  readonly proposed: number;
  /** Of them, how many in a row the target model chose too, those behind an end included. */
  readonly matched: number;
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
  /** After its steps were handed out. */
  passEnded(
    method: 'prefill' | 'decode',
    times: { readonly forwardSeconds: number; readonly decodeSeconds: number; readonly totalSeconds: number },
  ): void;
  /** One forward pass of one live request, before its sink hears of it. Not called for aborted requests. */
  requestStep(step: EngineStep): void;
  batchSize(running: number, maxTokens: number): void;
}

/** Work done for requests that were live when it was done. Prefills are steps; tokens are those emitted. */
export interface EngineWork {
  readonly prefills: number;
  readonly steps: number;
  readonly tokens: number;
  /** Draft tokens that were kept: Σ (tokens − 1) over decode steps. */
  readonly accepted: number;
  /** Steps that had a draft. */
  readonly drafts: number;
  readonly draftTokens: number;
  /** Draft tokens that the target model chose too, kept or cut away behind an end. */
  readonly matched: number;
  /** Index = place in the draft, from 0; how many drafts reached it, and how many matched there. Their sums are draftTokens and matched. */
  readonly draftedAt: readonly number[];
  readonly matchedAt: readonly number[];
}

/** The truth, since the engine was made. requests = finished + aborted + failed + running + waiting. */
export interface EngineTruth extends EngineWork {
  readonly requests: number;
  readonly finished: number;
  readonly aborted: number;
  /** Failed with their batch (`failBatch`). */
  readonly failed: number;
  /** Prompt tokens of the requests that were prefilled. */
  readonly promptTokens: number;
  /** Engine time spent in decode passes, summed over requests. */
  readonly decodeSeconds: number;
  readonly running: number;
  readonly waiting: number;
  /** The part of the work that belongs to finished requests: all that some engines ever count. */
  readonly ofFinished: EngineWork;
}

/** One request that is over, as it really was. */
export interface EndedRequest {
  readonly name: string | null;
  readonly end: 'finished' | 'aborted' | 'failed';
  readonly promptTokens: number;
  readonly work: EngineWork;
}

/** What is going on now. */
export interface EngineLoad {
  readonly running: number;
  readonly waiting: number;
  /** Tokens whose keys and values are held, prompts included, and how many there is room for. */
  readonly heldTokens: number;
  readonly roomTokens: number;
}

export interface DecodingEngine {
  submit(request: GenerationRequest, sink: GenerationSink): Generation;
  truth(): EngineTruth;
  /** The requests that are over, oldest first; only so many are remembered. */
  journal(): readonly EndedRequest[];
  load(): EngineLoad;
  /** Every running request fails with this message; the engine goes on (a failed shard pass). */
  failBatch(message: string): void;
  /** From the next request on, this share (0…1) of the answers gets another greedy text (fault injection). */
  setLossyShare(share: number): void;
  /**
   * Nothing is computed any more, after the pass under way; or only what runs already, and nobody is let in. `whenHeld`: it has
   * come to that. Requests wait. A second call takes the place of the first.
   */
  hold(what: 'everything' | 'newcomers', whenHeld: () => void): void;
  /** Goes on where it stood. */
  release(): void;
  /** How good the drafts of trained heads are, 0…1 of their accuracy in the tables, from the next step on (a swap of draft weights). */
  setDraftQuality(quality: number): void;
  /** The machine dies in the middle of a pass and is back at once: whatever waited or ran is aborted, the pass is lost, the books go on. */
  restart(): void;
  /** Stops scheduling; running requests get no more steps. */
  close(): void;
}
