import type { Config, Variant } from '@slipstream/config';
import type {
  Cancel,
  Clock,
  Dispatch,
  Random,
  ReplicaFleet,
  ReplicaHealth,
  RequestObserver,
  Timers,
  UpstreamHeaders,
} from '../ports.ts';
import type { Authenticate } from '../admission/keyring.ts';
import type { RateLimits } from '../admission/rate-limits.ts';
import type { WaitingRoom } from '../admission/waiting-room.ts';
import type { GatewayError } from '../errors.ts';
import type { RequestRecord } from '../metering/request-record.ts';

/** Which headers cross the gateway. Both directions are allow-lists: what nobody named stays behind. */
export interface HeaderPolicy {
  /** Headers for the engine, its own key included; never the client's credentials or cookies. */
  toEngine(client: UpstreamHeaders, variant: Variant): Readonly<Record<string, string>>;
  /** Headers of the engine that a client may see; never framing (`content-length`, `transfer-encoding`). */
  toClient(engine: UpstreamHeaders): Readonly<Record<string, string>>;
}

/** Whether new work is taken, and who must be told when the time for the old work is over. */
export interface Admission {
  readonly draining: boolean;
  /** `cut` is called at most once, with the error that the client shall see. Call the result when the request is over. */
  enter(cut: (error: GatewayError) => void): Cancel;
}

/** What a generation needs of the world. One object for the life of the process. */
export interface GenerationPorts {
  /** The configuration in force now: read once per request, so that a reload never changes one under way. */
  readonly config: () => Config;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly dispatch: Dispatch;
  readonly health: ReplicaHealth;
  /** Its `take` is that of the queue: nobody overtakes who waits. */
  readonly fleet: ReplicaFleet;
  readonly headers: HeaderPolicy;
  readonly admission: Admission;
  readonly authenticate: Authenticate;
  readonly rates: Pick<RateLimits, 'admit'>;
  readonly queue: Pick<WaitingRoom, 'isFull' | 'wait'>;
  readonly observer: RequestObserver;
  /**
   * Books a request before the last byte of its answer is sent, where that is wanted: resolves when it is booked. Called in
   * the tick in which the answer ended, and whenever an error is about to be the answer. Null: nothing is waited for.
   * Rejects with the GatewayError that the client shall see in place of the end.
   */
  readonly commit: (record: RequestRecord) => Promise<void> | null;
}
