import type { Verdict } from './verdict.ts';

/**
 * What is looked at. In the order in which a reader asks: is there data, is it a fair comparison (`assignment`: sample ratio;
 * `load`: arrivals per replica), is it faster, is anything worse.
 */
export type CheckName =
  | 'data'
  | 'assignment'
  | 'load'
  | 'speed-up'
  | 'equal-concurrency'
  | 'pace'
  | 'ttft'
  | 'length'
  | 'errors'
  | 'slo-misses'
  | 'mismatches';

/** What one check found, with the numbers it rests on. Plain data, made for an audit log. */
export interface Finding {
  readonly check: CheckName;
  readonly verdict: Verdict;
  /** What `lower`, `estimate`, `upper` and `bound` are numbers of. */
  readonly quantity: Quantity;
  /** Ends of an interval that is valid at any look. Null where there is none (yet). */
  readonly lower: number | null;
  readonly estimate: number | null;
  readonly upper: number | null;
  /** What the verdict compares with, in the same unit: 1.05 for "needs > 1.05", 100 for an e-value's limit. */
  readonly bound: number;
  /** In plain words, without the rollout's name: `speed-up 1.09 [0.98, 1.21], needs > 1.05; 38 blocks`. */
  readonly reason: string;
  /** Everything else that was used: counts, variances, e-values. Unknown is null. */
  readonly numbers: Readonly<Record<string, number | null>>;
}

/**
 * - `speed-up`: TPOT of the control / TPOT of the candidate; above 1 is good
 * - `ratio`: candidate / control; above 1 is more (of time, of tokens)
 * - `e-value`: `estimate` is the e-value now, `lower` and `upper` are null; evidence against "not worse"
 * - `requests`: of the arm that has fewer
 */
export type Quantity = 'speed-up' | 'ratio' | 'e-value' | 'requests';
