/** What the composition root hands in. Everything that touches the world stands behind one of these. */
import type { Model, Replica, SwapBody, SwapRoute, Variant } from '@slipstream/config';
import type { EngineCapabilities, EnginePath } from '@slipstream/metrics';
import type { ConclusionsQuery, ConclusionsReport } from './metering/conclusions/conclusions-report.ts';
import type { RequestFigures } from './metering/request-figures.ts';
import type { AttemptKind, AttemptOutcome, AttemptRecord, RequestRecord } from './metering/request-record.ts';

export interface Clock {
  /** Milliseconds, monotonic, fractional. The only source of durations. */
  now(): number;
  /** Milliseconds since the epoch: for stamps that people and other systems read, never for durations. */
  wallTime(): number;
}

export type Cancel = () => void;

export interface Timers {
  after(delayMs: number, run: () => void): Cancel;
}

/** Uniform in [0, 1). */
export type Random = () => number;

/** The only upstream paths that exist. No client can name another. */
export type UpstreamPath = '/v1/chat/completions' | '/v1/completions' | EnginePath | SwapPath;

/** The only routes by which an engine is told to load other draft weights. */
export type SwapPath =
  | '/update_weights_from_disk'
  | '/pause?mode=keep'
  | '/start_draft_weight_update'
  | '/update_weights'
  | '/finish_weight_update'
  | '/resume';

/** What one engine is to load, and how it is asked. */
export interface SwapOrder {
  readonly route: SwapRoute;
  readonly body: SwapBody;
  /** For all that it takes. */
  readonly timeoutMs: number;
}

/** Why an engine would not. `mayHaveLoaded`: it broke off or failed in the middle, so that nobody knows what is loaded. */
export interface SwapRefusal {
  readonly reason: string;
  readonly mayHaveLoaded: boolean;
}

/** Asks one engine to load other draft weights while it serves. Resolves with why it would not, or null. */
export type AskForSwap = (replica: Replica, order: SwapOrder) => Promise<SwapRefusal | null>;

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
  readonly path: UpstreamPath;
  /** Complete: already filtered through the allow-list, the engine's own key included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** Lower-case names; a repeated header is joined by `, `. */
export type UpstreamHeaders = Readonly<Record<string, string>>;

/** Why an exchange broke. `refused` and `connect-timeout`: nothing was sent, so another replica may be asked. */
export interface UpstreamFailure {
  readonly kind: 'refused' | 'connect-timeout' | 'reset' | 'malformed' | 'truncated';
  readonly cause: unknown;
}

/** After `onEnd` or `onFailure`, of which exactly one is called, nothing follows. After `abort()` nothing follows either. */
export interface UpstreamHandler {
  onHead(status: number, headers: UpstreamHeaders, atMs: number): void;
  /** One read from the socket. Return false to pause; `resume()` continues. The bytes may be kept. */
  onBytes(chunk: Uint8Array, atMs: number): boolean;
  onEnd(atMs: number): void;
  onFailure(failure: UpstreamFailure, atMs: number): void;
}

export interface Exchange {
  resume(): void;
  /** Closes the upstream connection (HTTP/2: resets the stream) within the tick: the engine frees the slot. Idempotent. */
  abort(): void;
}

export interface Dispatch {
  send(replica: Replica, request: UpstreamRequest, handler: UpstreamHandler): Exchange;
}

/** What the gateway knows of a replica from its probes. */
export interface ReplicaStatus {
  readonly ready: boolean;
  readonly reason: string | null;
  readonly capabilities: EngineCapabilities;
}

export interface ReplicaHealth {
  status(replica: Replica): ReplicaStatus;
}

/** A small whole answer, size-bounded and time-bounded: for probes and scrapes. */
export interface FetchPage {
  (replica: Replica, path: UpstreamPath, timeoutMs: number): Promise<PageResult>;
}

export type PageResult =
  | { readonly ok: true; readonly status: number; readonly contentType: string | null; readonly body: Uint8Array }
  | { readonly ok: false; readonly failure: string };

/** The trace of one request. The two methods for attempts are safe to call in any state and never throw. */
export interface RequestTrace {
  /** For the log line; null when the request is in no trace. */
  readonly traceId: string | null;
  /** Whether the trace is kept, here or by the caller, so that its id leads somewhere. */
  readonly isKept: boolean;
  /** Opens the client span of an attempt; the returned headers (`traceparent`, `tracestate`) go upstream. */
  openAttempt(attempt: AttemptRecord): Readonly<Record<string, string>>;
  closeAttempt(attempt: AttemptRecord): void;
  /** Called once, when the record is complete. */
  settle(record: RequestRecord, figures: RequestFigures): void;
}

/** One request as those see it who watch. */
export interface ObservedRequest {
  readonly trace: RequestTrace;
  /**
   * Whatever the end: metrics, span, log and ledger come from the record alone. Only the first call has an effect. Never
   * throws.
   */
  settle(): void;
}

export interface RequestObserver {
  /** Called once when a request is accepted for reading. `headers` are the client's, for W3C context. */
  open(record: RequestRecord, headers: UpstreamHeaders): ObservedRequest;
}

/** What the meter concludes from the requests of this gateway. */
export interface Conclusions {
  /** In memory, at once. No rows for a model that is not configured. */
  read(query: ConclusionsQuery): ConclusionsReport;
}

export interface Logger {
  debug(fields: Readonly<Record<string, unknown>>, message: string): void;
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** A variant chosen for a request and why. */
export interface Decision {
  readonly model: Model;
  readonly variant: Variant;
  readonly unit: 'session' | 'user' | 'request';
  /** 32 bits of the unit’s identity: to tell units apart and to count them, and not to know them. */
  readonly unitHash: number;
  /** False for a forced variant and for a unit outside the experiment's coverage. */
  readonly exposure: boolean;
  readonly forced: boolean;
}

/** A place at one replica, for one attempt, from the choice to the end. */
export interface Seat {
  readonly replica: Replica;
  /** Attempts of this gateway under way at the replica when the seat was taken, this one among them. */
  readonly concurrency: number;
  /** So many tokens of the answer have come: fewer are still to come. */
  received(tokens: number): void;
  /** The first token is here. What the replica is worth need not wait for the end of the answer. */
  firstToken(atMs: number): void;
  /**
   * Exactly once takes effect, and gives null from then on. `retryAfterMs`: how long the replica asked not to be asked again; null if it did
   * not.
   */
  leave(outcome: AttemptOutcome, retryAfterMs: number | null): ReplicaTime | null;
}

/**
 * An attempt's part of its replica's time: each moment is divided equally among the attempts of this gateway that are under
 * way there. Over all attempts it adds up to the time for which the replica was at work.
 */
export interface ReplicaTime {
  readonly seconds: number;
  /** From the first token on; null where none was seen. */
  readonly decodeSeconds: number | null;
}

export interface SeatWish {
  readonly decision: Decision;
  /** All but a first one count against the budget of second tries. */
  readonly kind: AttemptKind;
  readonly stream: boolean;
  readonly maxTokens: number | null;
  /** Replicas that this request has asked already: none of them is asked twice. */
  readonly asked: readonly Replica[];
}

/** Who is asked, who is spared, and how often more than once: what answers have shown, on top of what probes say. */
export interface ReplicaFleet {
  /** A request has come to its variant. Once per request, before anything else. */
  arrive(decision: Decision): void;
  /** Null: nobody may be asked now, or not once more. */
  take(wish: SeatWish): Seat | null;
  /** Until the first of the ready replicas that asked to be left alone may be asked again; null if none did. */
  restsForMs(decision: Decision): number | null;
  /** When the first token of a stream counts as late; null: never, or not known yet. */
  hedgeAfterMs(decision: Decision): number | null;
}

/** A rollout as it is kept: JSON where it says so, so that who keeps it need not know it. */
export interface RolloutRow {
  readonly name: string;
  /** Counts decisions. */
  readonly revision: number;
  /** JSON. */
  readonly state: string;
  /** Milliseconds for which it was attended to. */
  readonly runMs: number;
  /** JSON; null before the first look. */
  readonly report: string | null;
}

/** What one gateway has seen of one epoch of a rollout, or a part of it. */
export interface SamplePart {
  readonly rollout: string;
  readonly run: number;
  readonly epoch: number;
  readonly gateway: string;
  readonly part: string;
  /** JSON. */
  readonly body: string;
}

/** One webhook that is to be told of one decision. */
export interface WebhookDelivery {
  /** The same at each try: who is told twice knows it by this. */
  readonly id: string;
  /** Which webhook, by a name that gives away nothing of its URL but the host. */
  readonly webhook: string;
  /** JSON, as it is posted. */
  readonly body: string;
  /** Tries so far. */
  readonly attempts: number;
  /** Epoch milliseconds: no earlier. */
  readonly nextMs: number;
}

/** That which a webhook is to be told next. */
export interface WaitingDelivery extends WebhookDelivery {
  /** Deliveries that wait for this webhook, this one included. */
  readonly waiting: number;
}

/** Where rollouts are kept. Several gateways may share one. Every method rejects where it is away, and changes nothing then. */
export interface RolloutTable {
  rows(): Promise<readonly RolloutRow[]>;
  /** Nothing happens where one of that name is there. */
  insert(row: RolloutRow): Promise<void>;
  /**
   * Replaces the row of the revision before, and keeps the event (JSON) with it, and the deliveries that tell of it; false, and
   * nothing, where that is not there.
   */
  commit(row: RolloutRow, event: string, deliveries: readonly WebhookDelivery[]): Promise<boolean>;
  /** Replaces the row of the same revision; nothing happens where that is not there. */
  update(row: RolloutRow): Promise<void>;
  /** Those of revisions after `after`, in order. */
  events(rollout: string, after: number): Promise<readonly string[]>;
  /** Of each webhook the delivery that has waited longest. */
  waitingDeliveries(): Promise<readonly WaitingDelivery[]>;
  putOffDelivery(id: string, attempts: number, nextMs: number): Promise<void>;
  /** It has been delivered, or is given up. */
  dropDelivery(id: string): Promise<void>;
  /** Replaces the parts of the same names. */
  putParts(parts: readonly SamplePart[]): Promise<void>;
  /** Of one run, those that changed after `after` (0: all); `upTo` is for the next call. */
  parts(
    rollout: string,
    run: number,
    after: number,
  ): Promise<{ readonly parts: readonly SamplePart[]; readonly upTo: number }>;
  /** Whether `holder` may lead for `forMs` from now on: one at a time, and who leads may go on. */
  lead(holder: string, wallMs: number, forMs: number): Promise<boolean>;
  resign(holder: string): Promise<void>;
  /** Where it can, it calls this as soon as somebody has decided something; who must know looks now and then all the same. */
  watch?(changed: () => void): void;
}

/** One decision about a rollout, as telemetry tells it. */
export interface RolloutDecision {
  readonly rollout: string;
  readonly model: string;
  readonly revision: number;
  readonly run: number;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly why: string;
  /** Epoch milliseconds. */
  readonly wallMs: number;
  /** The checks that it was made by, in words. */
  readonly verdicts: readonly string[];
}
