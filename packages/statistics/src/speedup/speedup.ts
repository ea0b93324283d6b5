import { studentTQuantile } from '../distributions/student-t.ts';
import type { Interval } from '../interval.ts';
import { logInterval } from '../log-interval.ts';
import { variance } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';

/**
 * How many times faster the variant's typical request is: exp(mean of the control − mean of the variant), both of ln TPOT, with
 * Welch's t. For independent requests and one look at a fixed time. Null below two requests in an arm.
 */
export function speedup(control: Moments, variant: Moments, confidence: number = 0.95): Interval | null {
  const controlError = squaredError(control);
  const variantError = squaredError(variant);
  if (controlError === null || variantError === null) return null;
  const error = controlError + variantError;
  const logSpeedup = control.mean - variant.mean;
  if (error === 0) return logInterval(logSpeedup, 0);
  // Welch–Satterthwaite, of shares and not of the errors themselves, whose squares can underflow.
  const share = controlError / error;
  const df = 1 / (share ** 2 / (control.n - 1) + (1 - share) ** 2 / (variant.n - 1));
  return logInterval(logSpeedup, studentTQuantile((1 + confidence) / 2, df) * Math.sqrt(error));
}

function squaredError(moments: Moments): number | null {
  const spread = variance(moments);
  return spread === null ? null : spread / moments.n;
}
