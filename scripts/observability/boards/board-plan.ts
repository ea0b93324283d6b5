import type { BoardUid } from './board-uid.ts';

/** Of Grafana; `x` is a factor ("×"). */
export type PanelUnit =
  | 'short'
  | 's'
  | 'percentunit'
  | 'reqps'
  | 'ops'
  | 'bytes'
  | 'x'
  | 'tokens per step'
  | 'tokens/s';

export interface Query {
  /** PromQL; `$__rate_interval`, `$model` and `$variant` are Grafana's to fill in. */
  readonly expr: string;
  /** `{{label}}` for each series. */
  readonly legend: string;
  /** Shows the traces behind it as dots, which open them: a distribution has them. */
  readonly exemplars?: boolean;
}

export interface PanelPlan {
  /** One of its kind on its board: alerts name it. */
  readonly title: string;
  /** What is shown, from which metrics, and how to read it. */
  readonly description: string;
  readonly unit: PanelUnit;
  /** Columns of 24. */
  readonly width: 6 | 8 | 12 | 24;
  readonly queries: readonly Query[];
  /** A line worth comparing with: 1 for a speed-up, the limit of an objective. */
  readonly line?: number;
  readonly min?: number;
  readonly max?: number;
}

export interface RowPlan {
  readonly title: string;
  readonly panels: readonly PanelPlan[];
}

export interface BoardPlan {
  readonly uid: BoardUid;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly RowPlan[];
}
