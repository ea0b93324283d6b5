import type { Interval } from '../interval.ts';

/** `1.09 [0.98, 1.21]`. */
export function intervalInWords({ lower, estimate, upper }: Interval): string {
  return `${round(estimate)} [${round(lower)}, ${round(upper)}]`;
}

/** Three significant digits from 0.1 on, and never an exponent: `1.05`, `0.98`, `120`. */
export function round(x: number): string {
  if (!Number.isFinite(x)) return x > 0 ? '∞' : x < 0 ? '−∞' : 'unknown';
  return x >= 100 ? x.toFixed(0) : x.toFixed(2);
}
