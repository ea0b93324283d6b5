import type { Replica } from '@slipstream/config';
import type { FetchPage } from '../ports.ts';
import { HealthProbes } from '../upstream/health-probes.ts';
import { identityWarnings } from '../upstream/identity-warnings.ts';
import type { World } from './gateway-parts.ts';

/** The probes of all replicas; `changed` hears of each that comes or goes, and the log does. */
export function createProbes(
  { config, timers, random, logger }: World,
  fetchPage: FetchPage,
  changed: (replica: Replica, ready: boolean) => void,
): HealthProbes {
  return new HealthProbes({
    fetchPage,
    timers,
    random,
    polling: () => config().probe,
    onChange: (target, { ready, reason }, identity) => {
      const { replica } = target;
      changed(replica, ready);
      const fields = { replica: replica.name, url: replica.url.origin };
      for (const warning of identityWarnings(target, identity)) logger.warn(fields, warning);
      if (ready) logger.info({ ...fields, engineVersion: identity?.version ?? null }, 'replica is ready');
      else logger.warn({ ...fields, reason }, 'replica is not ready');
    },
  });
}
