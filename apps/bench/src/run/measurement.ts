import type { CounterWindow } from '../counters/counter-tally.ts';
import type { Arm } from '../plan/arm.ts';
import type { RequestRecord } from './request-record.ts';

/** What was seen of one arm with so many virtual users. All that is concluded comes from these. */
export interface ArmMeasurement {
  readonly arm: Arm;
  readonly vus: number;
  /** `/info`'s model id, else what the answers say, else the public name. */
  readonly model: string;
  readonly records: readonly RequestRecord[];
  /** Null: this arm's engine cannot be read. */
  readonly counters: CounterWindow | null;
  /** Somebody else used its engine before the measurement; null: all quiet, or not looked. */
  readonly foreignTraffic: string | null;
  /** First request sent → last answer complete, in ms. */
  readonly drainedMs: number;
  /** How long requests were started; null: until a number of them was reached. */
  readonly sendingMs: number | null;
  readonly startedAtMs: number;
  /** p99 of the bench's own event-loop lag; null: unknown. */
  readonly lagP99Ms: number | null;
}
