import type { Decision, ReplicaFleet } from '../ports.ts';

/** The fleet, with somebody who wants to know of each request that comes to its variant. */
export function tellingArrivals(fleet: ReplicaFleet, tell: (decision: Decision) => void): ReplicaFleet {
  return {
    arrive: (decision) => {
      tell(decision);
      fleet.arrive(decision);
    },
    take: (wish) => fleet.take(wish),
    restsForMs: (decision) => fleet.restsForMs(decision),
    hedgeAfterMs: (decision) => fleet.hedgeAfterMs(decision),
  };
}
