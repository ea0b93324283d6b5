import type { Config } from '@slipstream/config';
import type { Method } from '@slipstream/metrics';
import type { Interval } from '@slipstream/statistics';
import type { History } from '../../history/history.ts';
import type { RolloutController } from '../../rollout/controller.ts';

/** All that the console reads. It asks nobody else, and changes nothing by itself: actions go through the admin API. */
export interface ConsoleSources {
  /** In force now, with the splits of rollouts in it. */
  readonly config: () => Config;
  readonly rollouts: Pick<RolloutController, 'rollouts' | 'rollout' | 'events' | 'brake' | 'away' | 'isLeading'>;
  readonly history: Pick<History, 'slices' | 'tail' | 'lastAnswerWallMs'>;
  /** Of one model; in any order. */
  readonly conclusions: (model: string, by: Dimension) => readonly ConclusionRow[];
  readonly replicas: () => readonly ReplicaRow[];
  /** Attempts and requests under way, of one variant. */
  readonly inFlight: (model: string, variant: string) => number;
  readonly keys: () => Promise<readonly KeyRow[]>;
  /** Of the last 24 hours. Null: nothing is booked. Rejects where the ledger cannot be asked. */
  readonly usage: (() => Promise<readonly UsageLine[]>) | null;
}

/** What conclusions are told apart by, beside the variant. */
export const dimensions = ['variant', 'class', 'length', 'concurrency'] as const;

export type Dimension = (typeof dimensions)[number];

/** What may be concluded of one variant, or of one band of its requests, by one method. Null: unknown. */
export interface ConclusionRow {
  readonly variant: string;
  /** Null: nothing may be compared with it. */
  readonly control: string | null;
  /** Null: told apart by variant only. */
  readonly band: string | null;
  /** Null: nothing is known of forward passes. */
  readonly method: Method | null;
  readonly requests: number;
  readonly acceleration: Interval | null;
  readonly speedUp: Interval | null;
  readonly stepCost: Interval | null;
  readonly tpotMs: Interval | null;
  readonly ttftMs: Interval | null;
}

/** One server process, as it stands. Null: unknown. */
export interface ReplicaRow {
  readonly name: string;
  readonly model: string;
  readonly variant: string;
  readonly engine: string;
  readonly engineVersion: string | null;
  readonly url: string;
  readonly ready: boolean;
  /** Why it is not. */
  readonly reason: string | null;
  readonly circuit: string;
  readonly inFlight: number;
  /** Null: as many as come. */
  readonly limit: number | null;
  readonly running: number | null;
  readonly waiting: number | null;
  /** In [0, 1]. */
  readonly kvUse: number | null;
}

/** A key of a client, without anything secret. */
export interface KeyRow {
  readonly name: string;
  /** Where it was made, and can be changed. */
  readonly source: 'configuration' | 'database';
  readonly isRevoked: boolean;
  readonly role: string | null;
  /** Null: all. */
  readonly models: readonly string[] | null;
  /** In words, each; empty: none. */
  readonly limits: readonly string[];
}

export interface UsageLine {
  /** Null: of requests without a key. */
  readonly key: string | null;
  readonly model: string | null;
  readonly requests: number;
  readonly ok: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** In the currency of the prices; null: unknown. */
  readonly cost: number | null;
}
