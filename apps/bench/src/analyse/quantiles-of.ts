import { build } from 'hdr-histogram-js';
import type { Quantiles } from './bench-row.ts';

/** p50 and p95 of times in ms, to three digits (HDR histogram of microseconds). Nulls are left out. */
export function quantilesOf(timesMs: readonly (number | null)[]): Quantiles {
  const histogram = build({ bitBucketSize: 'packed', numberOfSignificantValueDigits: 3 });
  for (const timeMs of timesMs) if (timeMs !== null) histogram.recordValue(Math.round(timeMs * 1000));
  if (histogram.totalCount === 0) return { p50: null, p95: null };
  return { p50: histogram.getValueAtPercentile(50) / 1000, p95: histogram.getValueAtPercentile(95) / 1000 };
}
