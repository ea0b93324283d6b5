import type { Config } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { WaitingRoom } from '../admission/waiting-room.ts';
import type { Metering } from '../metering/metering.ts';
import type { Logger } from '../ports.ts';
import type { EngineKeys } from '../upstream/engine-keys.ts';
import type { HealthProbes } from '../upstream/health-probes.ts';
import { probeTargets } from '../upstream/probe-targets.ts';
import type { ReplicaPools } from '../upstream/replica-pools.ts';
import { isConfigured } from './is-configured.ts';

/** Whatever must know that another configuration is in force. */
export interface InForceParts {
  readonly engineKeys: EngineKeys;
  readonly probes: HealthProbes;
  readonly pools: ReplicaPools;
  readonly queue: WaitingRoom;
  readonly metering: Metering;
  readonly instruments: Instruments;
  readonly logger: Logger;
  /** From its return on, every new request sees `next`. Those under way keep what they began with. */
  readonly swap: (next: Config) => void;
}

/**
 * Puts a configuration in force: replicas that are new are probed before they get traffic, and those that are gone finish
 * what they have. Rejects only before `swap`.
 */
export async function putInForce(next: Config, parts: InForceParts): Promise<void> {
  const targets = probeTargets(next);
  parts.engineKeys.learn(next);
  await parts.probes.watch(targets);
  parts.swap(next);
  parts.probes.retain(targets);
  parts.queue.look();
  closeUnused(next, parts);
  // Waits for the round under way, which may still write of what is gone.
  await parts.metering.scraper.scrapeNow();
  await parts.instruments.forgetGauges((labels) => !isConfigured(next, labels));
}

/** Not waited for: the last stream of a replica may take as long as streams take. */
function closeUnused(next: Config, { pools, logger }: InForceParts): void {
  pools.retain(probeTargets(next).map(({ replica }) => replica)).catch((error: unknown) => {
    logger.warn({ reason: String(error) }, 'the connections of a removed replica could not be closed');
  });
}
