import { logGamma } from '../distributions/log-gamma.ts';

/** Weight of the prior in units: how near to the planned shares the alternatives lie. 100 as in assuncaolfi/savvi. */
const concentration = 100;

/**
 * ln E against "units fall on arms with these shares" (sample ratio mismatch): the Dirichlet-multinomial alternative over the
 * multinomial, Γ(k)/Γ(k+n) · Π Γ(kθᵢ+nᵢ)/Γ(kθᵢ) / Π θᵢ^nᵢ (Lindon, Malek, arXiv 2011.03567). Valid at any look: a right split
 * ever reaches 1/α with probability at most α. For stretches with other shares, add the logs. Counts are of units, not of
 * requests.
 */
export function logSampleRatioEvidence(
  counts: readonly number[],
  shares: readonly number[],
  k: number = concentration,
): number {
  const n = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce(
    (log, count, arm) => {
      const share = shares[arm] ?? Number.NaN;
      // An arm without a share and without units says nothing; one with units says everything.
      if (share === 0) return count === 0 ? log : Number.POSITIVE_INFINITY;
      return log + logGamma(k * share + count) - logGamma(k * share) - count * Math.log(share);
    },
    logGamma(k) - logGamma(k + n),
  );
}
