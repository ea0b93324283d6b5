import type { Method } from '@slipstream/metrics';
import type { Interval } from '@slipstream/statistics';
import type { ConclusionDimension } from './bands.ts';

export interface ConclusionsQuery {
  /** Null: all models. */
  readonly model: string | null;
  readonly by: ConclusionDimension;
}

/** What the meter concludes from all requests since it began. docs/metering.md has every definition. */
export interface ConclusionsReport {
  /** ISO 8601. */
  readonly since: string;
  /** In the order of the configuration, then of the bands. */
  readonly rows: readonly ConclusionsRow[];
}

/** What one variant's requests of one band say, by one method. Null is unknown. Intervals are of 95 %. */
export interface ConclusionsRow {
  readonly model: string;
  readonly variant: string;
  /** What it is compared with: of the same base model. */
  readonly control: string | null;
  /** Null where nothing but variants is told apart. */
  readonly band: string | null;
  /** How the figures of speculation were come by; null: requests without any. */
  readonly method: Method | null;
  readonly requests: number;
  readonly tokens: number;
  readonly acceleration: Interval | null;
  readonly decodeAcceleration: Interval | null;
  readonly meanAcceptanceLength: Interval | null;
  readonly acceptanceRate: Interval | null;
  /** Share of the drafts of which that place was kept, the first place first. */
  readonly acceptanceByPosition: readonly Interval[] | null;
  readonly stepTimeMs: Interval | null;
  readonly tpotMs: Interval | null;
  readonly ttftMs: Interval | null;
  /** Over the control's requests of the same band. Holds at any look. */
  readonly speedUp: Interval | null;
  /** Acceleration / speed-up. Holds at any look. */
  readonly stepCost: Interval | null;
  readonly gpuSecondsPer1000Tokens: Interval | null;
  /** Negative: the control would have needed less. */
  readonly gpuSecondsSaved: number | null;
  readonly gpuSecondsWasted: number | null;
}
