/** The bench's own lateness may be this share of a time that it measures. */
const largestShare = 0.05;

/** Whether a bench that is late by `lagMs` (p99) measures a time of `timeMs` badly: its stamps at either end are late ones. */
export function isLate(lagMs: number | null, timeMs: number | null): boolean {
  return lagMs !== null && timeMs !== null && lagMs > largestShare * timeMs;
}
