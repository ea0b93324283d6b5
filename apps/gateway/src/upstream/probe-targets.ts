import type { Config } from '@slipstream/config';
import type { ProbeTarget } from './probe-replica.ts';

/** Every replica of a configuration, with the dialect that it is asked in, and what is expected of it. */
export function probeTargets(config: Config): readonly ProbeTarget[] {
  return [...config.models.values()].flatMap(({ variants }) =>
    [...variants.values()].flatMap(({ engine, speculator, replicas }) => {
      const draftTokens = speculator.kind === 'none' ? 0 : speculator.draftTokens;
      return replicas.map((replica) => ({ replica, engine, draftTokens }));
    }),
  );
}
