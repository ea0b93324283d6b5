import type { RolloutEvent } from './core/rollout-event.ts';
import type { RolloutState } from './core/rollout-state.ts';
import type { Verdict } from './core/verdicts/verdict.ts';
import type { SamplePart, WaitingDelivery, WebhookDelivery } from '../ports.ts';

/** What the last look came to: for those who ask, not for decisions. */
export interface Report {
  readonly sentence: string;
  readonly verdicts: readonly Verdict[];
  /** Epoch milliseconds. */
  readonly wallMs: number;
}

export interface StoredRollout {
  readonly state: RolloutState;
  /** `Moment.runMs` of the last look. */
  readonly runMs: number;
  readonly report: Report | null;
}

/** One decision with what it leads to. Kept together or not at all. */
export interface Commitment {
  readonly state: RolloutState;
  readonly event: RolloutEvent;
  readonly runMs: number;
  readonly report: Report;
  /** Who is to be told of it. */
  readonly deliveries: readonly WebhookDelivery[];
}

export interface ChangedParts {
  readonly parts: readonly SamplePart[];
  /** For the next call. */
  readonly upTo: number;
}

/** Where rollouts live. Several gateways may share one. Every method rejects where it is away, and changes nothing then. */
export interface RolloutStore {
  load(): Promise<readonly StoredRollout[]>;
  /** A rollout that is planned; one of that name that is there already stays as it is. */
  plan(state: RolloutState): Promise<void>;
  /**
   * False where somebody else has decided since: the state's revision must be the one after that which is kept. So no decision
   * is made twice, whoever believes to lead.
   */
  commit(commitment: Commitment): Promise<boolean>;
  /** Of each webhook the delivery that has waited longest. */
  waitingDeliveries(): Promise<readonly WaitingDelivery[]>;
  putOffDelivery(id: string, attempts: number, nextMs: number): Promise<void>;
  /** It has been delivered, or is given up. */
  dropDelivery(id: string): Promise<void>;
  /** The clock and the words of a look that decided nothing; dropped where the rollout has moved on. */
  report(state: RolloutState, runMs: number, report: Report): Promise<void>;
  /** Replaces the parts of the same names. */
  keepSamples(parts: readonly SamplePart[]): Promise<void>;
  /** Of one run, all gateways, those that changed after `after` (0: all). */
  samples(rollout: string, run: number, after: number): Promise<ChangedParts>;
  /** The audit log, in order. */
  events(rollout: string, afterRevision: number): Promise<readonly RolloutEvent[]>;
  /** Whether this gateway may lead for `leaseMs` from now on. One at a time; a leader that asks again goes on leading. */
  lead(gateway: string, wallMs: number, leaseMs: number): Promise<boolean>;
  /** Lets another lead at once. */
  resign(gateway: string): Promise<void>;
}
