import type { Health } from '@slipstream/config';
import type { OutcomeCounts } from './outcome-window.ts';

/** `failing`: too few successes by themselves. `outlier`: far fewer than the peers have. `trial`: the one request that tried failed. */
export type EjectionReason = 'failing' | 'outlier' | 'trial';

/**
 * Answers that an outlier must have shown. With 5 % failures everywhere, 6 or more in 20 (a fifth more than the peers)
 * come by chance in 3 windows of 10,000: Σ_{k≥6} C(20,k)·0.05^k·0.95^(20−k) = 0.0003.
 */
const OUTLIER_REQUESTS = 20;

/** Why the answers of a replica ask for it to be taken out; null where they do not. `peers`: of the others together. */
export function ejectionReason(
  own: OutcomeCounts,
  peers: OutcomeCounts,
  rules: Pick<Health, 'minRequests' | 'minSuccessRatio' | 'outlierMargin'>,
): EjectionReason | null {
  const ratio = successRatio(own, rules.minRequests);
  if (ratio === null) return null;
  if (ratio < rules.minSuccessRatio) return 'failing';
  if (own.successes + own.failures < OUTLIER_REQUESTS) return null;
  const usual = successRatio(peers, OUTLIER_REQUESTS);
  return usual !== null && ratio < usual - rules.outlierMargin ? 'outlier' : null;
}

/** Null: too few to say. */
function successRatio({ successes, failures }: OutcomeCounts, atLeast: number): number | null {
  const total = successes + failures;
  return total === 0 || total < atLeast ? null : successes / total;
}
