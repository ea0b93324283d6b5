/** Lower ends. Speculation's worth changes with the batch, about by its logarithm. */
const lowerEnds = [1, 2, 4, 8, 16, 32, 64, 96, 128, 192, 256] as const;

/**
 * The stratum, by its lower end, of a (time-weighted mean) count of requests in flight. Below 2, also of less than 1, it is
 * "1".
 */
export function concurrencyStratum(inFlight: number): string {
  return String(lowerEnds.findLast((end) => inFlight >= end) ?? lowerEnds[0]);
}
