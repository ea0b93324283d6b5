import type { JsonEdit, PrometheusPage } from '@slipstream/wire';
import type { ArrivalHabits } from '../arrivals/arrival-habits.ts';
import type { Emission } from '../counters/emission.ts';
import type { AnswerContext } from './answer-context.ts';
import type { AnswerReading, EngineError } from './answer-reading.ts';
import type { Asking, AskingRequest } from './asking.ts';
import type { EngineCapabilities } from './engine-capabilities.ts';
import type { EngineCounters, EngineLoad } from './engine-counters.ts';
import type { EngineProbe } from './engine-identity.ts';
import type { EngineName } from './engine-name.ts';
import type { EnginePath } from './engine-path.ts';
import type { Measure } from './measure.ts';
import type { SpokenRequest } from './spoken-request.ts';

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

export interface TapOptions extends AnswerContext {
  readonly route: 'chat' | 'completions';
  /** Of this engine's earlier answers, for estimates from arrivals: read and updated. Without, each answer stands alone. */
  readonly habits?: ArrivalHabits;
}

/** Everything that is peculiar to one engine. Stateless; one instance serves all requests. */
export interface EngineAdapter {
  readonly engine: EngineName;
  /** What must be said otherwise to this engine; `model` is what it calls the model. Of two edits of one key the later counts. */
  translate(request: SpokenRequest, model: string): readonly JsonEdit[];
  /**
   * What to ask for so that the answer can be metered: only words that this server is known to take, and only what
   * comes behind the answer, so that it can be cut off again without touching a piece of it.
   */
  ask(request: AskingRequest, known: EngineCapabilities, context: AnswerContext): Asking;
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
  /** Where its counters are, as Prometheus text; null: nowhere that we could read. */
  readonly metricsPath: EnginePath | null;
  /** How the names of its families begin. */
  readonly metricsPrefix: string | null;
  /** When its counters move: while tokens are made, or when a generation ends (an aborted one never). */
  readonly countersMove: 'each-step' | 'at-the-end';
  readCounters(page: PrometheusPage): EngineCounters;
  /** What increases of its counters say of steps, worked out where the engine does not count them. */
  readonly emission: (increase: EngineCounters, context: AnswerContext) => Emission;
  readLoad(page: PrometheusPage): EngineLoad;
  readonly probe: EngineProbe;
  /**
   * Request headers that change what this engine does, and so must never come from a client. The header policy is an
   * allow-list that names none of them; this is what it is tested against.
   */
  readonly neverForwarded: readonly string[];
  /** What can be measured of it, in its own words: docs/metering.md and the doctor are made from this. */
  readonly measures: readonly Measure[];
}
