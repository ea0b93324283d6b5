import type { CalibratedArrivals } from '@slipstream/metrics';

/** How well one condition's answers were estimated. Ratios, not percent. */
export interface AccuracyRow {
  readonly group: 'simulated' | 'engine in virtual time' | 'over sockets, in real time';
  readonly name: string;
  readonly answers: number;
  /** Answers of which nothing was said. */
  readonly unknown: number;
  /** Estimated pooled acceleration / true one − 1. */
  readonly pooled: number;
  /** Of one answer's steps: root mean square of the relative error, and what 95 of 100 answers stay within. */
  readonly rms: number;
  readonly p95: number;
  /** Answers whose truth was within two standard errors of the estimate (and a fifth of a step). */
  readonly covered: number;
  /** Held against the engine's counters on the way, and what was left of the pooled error. */
  readonly calibrated: (CalibratedArrivals & { readonly left: number }) | null;
  /** What is promised under this condition; null: nothing is. */
  readonly bars: Bars | null;
}

export interface Bars {
  readonly pooled: number;
  /** Of one answer, `p95`; null: not promised here. */
  readonly answer: number | null;
}

/** The promise: pooled within 1 %; one answer of 100 tokens within 5 %. */
export const pooledOnly: Bars = { pooled: 0.01, answer: null };
export const bothBars: Bars = { pooled: 0.01, answer: 0.05 };

export function holdsBars({ bars, pooled, p95 }: AccuracyRow): boolean {
  if (bars === null) return true;
  return Math.abs(pooled) <= bars.pooled && (bars.answer === null || p95 <= bars.answer);
}
