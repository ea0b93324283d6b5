import type { Config } from '@slipstream/config';
import type { ProbeTarget } from './probe-replica.ts';

/** Every replica of a configuration, with the dialect that it is asked in. */
export function probeTargets(config: Config): readonly ProbeTarget[] {
  return [...config.models.values()].flatMap(({ variants }) =>
    [...variants.values()].flatMap(({ engine, replicas }) => replicas.map((replica) => ({ replica, engine }))),
  );
}
