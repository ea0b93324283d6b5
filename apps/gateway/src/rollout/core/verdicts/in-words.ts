import type { Interval } from '@slipstream/statistics';

/** `1.09 [0.98, 1.21]` */
export function intervalInWords({ lower, estimate, upper }: Interval, digits: number = 2): string {
  return `${estimate.toFixed(digits)} [${lower.toFixed(digits)}, ${upper.toFixed(digits)}]`;
}

/** E-values run from nothing to 10³⁰⁰: three digits, and no more than is needed to see where they stand. */
export function eValueInWords(eValue: number): string {
  return Number(eValue.toPrecision(3)).toString();
}

/** `90 s`, `15 min`, `2.5 h`: rounded up, so that "0 s" means now. */
export function durationInWords(ms: number): string {
  if (ms < 120_000) return `${Math.ceil(ms / 1000)} s`;
  if (ms < 7_200_000) return `${Math.ceil(ms / 60_000)} min`;
  return `${(Math.ceil(ms / 360_000) / 10).toString()} h`;
}
