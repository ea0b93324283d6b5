import type { JsonEdit, PrometheusPage } from '@slipstream/wire';
import type { ArrivalHabits } from '../arrivals/arrival-habits.ts';
import type { AnswerReading, EngineError } from './answer-reading.ts';

/** Learnt by the probe, never guessed. */
export interface EngineCapabilities {
  /** Knows `stream_options.include_usage` (TGI: from 2.3.0). */
  readonly includeUsage: boolean;
}

/** The engine's own counters since its start. A family that is not on the page has counted nothing yet: 0. */
export interface EngineCounters {
  /** Draft tokens that were emitted. */
  readonly accepted: number;
  /** Request-steps, prefills included. */
  readonly steps: number;
  /** Finished generations; aborted ones are not among them. Null: this engine does not say. */
  readonly requests: number | null;
  readonly prefills: number | null;
  /** Tokens of finished generations, added when each ends. */
  readonly generatedTokens: number | null;
}

export interface EngineLoad {
  readonly running: number | null;
  readonly waiting: number | null;
}

/** A tap on one streamed answer: sees all its bytes, changes none, never throws. */
export interface StreamTap {
  /** All bytes of one read, at the time of that read. The bytes are not kept. */
  push(chunk: Uint8Array, atMs: number): void;
  /** An error event inside the 200 stream, as soon as it was seen. */
  readonly engineError: EngineError | null;
  readonly firstTokenAtMs: number | null;
  /** Called once, whatever the end. */
  finish(atMs: number): AnswerReading;
}

/** What must be known of a variant to read its answers. */
export interface AnswerContext {
  /** Drafts per step (k), from the configuration. 0: this variant has no speculator. Null: it has one, k is not known. */
  readonly draftTokens: number | null;
}

export interface TapOptions extends AnswerContext {
  readonly route: 'chat' | 'completions';
  /** Of this engine's earlier answers, for estimates from arrivals: read and updated. Without, each answer stands alone. */
  readonly habits?: ArrivalHabits;
}

export interface StreamRequest {
  readonly stream: boolean;
  readonly hasStreamOptions: boolean;
  /** The client asked for usage itself. */
  readonly includeUsage: boolean;
}

/** Everything that is peculiar to one engine's answers. Stateless; one instance serves all requests. */
export interface EngineAdapter {
  readonly engine: 'tgi' | 'generic';
  /** What to change in the request body so that the answer can be metered. Never a word that this engine rejects. */
  requestEdits(request: StreamRequest, capabilities: EngineCapabilities): readonly JsonEdit[];
  openTap(options: TapOptions): StreamTap;
  /** A whole answer of status 200. Without `context` nothing is said about speculation. Header names in lower case. */
  readAnswer(
    body: Uint8Array,
    startedAtMs: number,
    endedAtMs: number,
    headers: Readonly<Record<string, string>>,
    context?: AnswerContext,
  ): AnswerReading;
  /** An answer of any other status. */
  readError(status: number, body: Uint8Array, contentType: string | null): EngineError;
  readCounters(page: PrometheusPage): EngineCounters;
  readLoad(page: PrometheusPage): EngineLoad;
}
