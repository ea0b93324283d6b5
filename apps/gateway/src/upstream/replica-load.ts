import type { Replica } from '@slipstream/config';
import type { Cancel, ReplicaLoad } from '../ports.ts';

/**
 * Counts the requests in flight by replica. What `enter` returns lowers the very counter that it raised, once, however
 * often it is called: a count can neither leak into another replica nor fall below zero.
 */
export function createReplicaLoad(): ReplicaLoad {
  const counters = new WeakMap<Replica, { inFlight: number }>();
  return {
    inFlight: (replica) => counters.get(replica)?.inFlight ?? 0,
    enter(replica): Cancel {
      const counter = counters.get(replica) ?? { inFlight: 0 };
      counters.set(replica, counter);
      counter.inFlight += 1;
      let isInside = true;
      return () => {
        if (!isInside) return;
        isInside = false;
        counter.inFlight -= 1;
      };
    },
  };
}
