import type { Alternative } from './rate-ratio-process.ts';

/** One event, in order of time. */
export interface ArmEvent {
  readonly isCandidate: boolean;
  /** The candidate's share of traffic, known before the event. */
  readonly weight: number;
}

/**
 * ln E of the rate-ratio process for one who acts as soon as E reaches `limit` and then stops: it never stakes more than takes
 * it just there, since what lies beyond is of no use, and so has more left after a loss. Still a martingale under equal hazard:
 * the factors are b/w and (1 − b)/(1 − w), where b ≤ w · limit / E is the chance that the alternatives together give to "the
 * candidate's". Reaches the limit a few events in a hundred earlier than the process itself, and stays there. Depends on the
 * order of events, so it is made from all of them at each look instead of being kept.
 */
export function stoppedEvidence(
  events: Iterable<ArmEvent>,
  alternatives: readonly Alternative[],
  limit: number,
): number {
  let evidence = 1;
  let beliefs = alternatives.map(({ prior }) => prior);
  for (const { isCandidate, weight } of events) {
    const chances = alternatives.map(({ ratio }) => (weight * ratio) / (weight * ratio + 1 - weight));
    const chance = chances.reduce((sum, each, index) => sum + each * (beliefs[index] ?? 0), 0);
    const isLast = chance / weight >= limit / evidence;
    const staked = isLast ? (weight * limit) / evidence : chance;
    if (isCandidate && isLast) return Math.log(limit);
    evidence *= isCandidate ? staked / weight : (1 - staked) / (1 - weight);
    const updated = chances.map((each, index) => (beliefs[index] ?? 0) * (isCandidate ? each : 1 - each));
    const total = updated.reduce((sum, belief) => sum + belief, 0);
    beliefs = updated.map((belief) => belief / total);
  }
  return Math.log(evidence);
}
