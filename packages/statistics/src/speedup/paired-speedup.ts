import { studentTQuantile } from '../distributions/student-t.ts';
import type { Interval } from '../interval.ts';
import { logInterval } from '../log-interval.ts';
import { variance } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';

/**
 * Speed-up from pairs that share what makes requests differ (the same prompt on both arms): moments of
 * ln(TPOT of the control / TPOT of the variant), one value per pair. Null below two pairs.
 */
export function pairedSpeedup(logRatios: Moments, confidence: number = 0.95): Interval | null {
  const spread = variance(logRatios);
  if (spread === null) return null;
  const standardError = Math.sqrt(spread / logRatios.n);
  return logInterval(logRatios.mean, studentTQuantile((1 + confidence) / 2, logRatios.n - 1) * standardError);
}
