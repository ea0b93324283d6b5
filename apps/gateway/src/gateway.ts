import type { Config } from '@slipstream/config';
import { closeParts } from './composition/close-parts.ts';
import { composeParts } from './composition/compose-parts.ts';
import { drain } from './composition/drain.ts';
import type { GatewayParts, World } from './composition/gateway-parts.ts';
import { putInForce } from './config-reload/put-in-force.ts';
import type { ReloadResult } from './config-reload/reloader.ts';
import type { Lifecycle } from './lifecycle.ts';
import { listen } from './listen.ts';
import type { Metering } from './metering/metering.ts';
import type { Rollouts } from './rollout/rollouts.ts';
import { probeTargets } from './upstream/probe-targets.ts';
import { warnOfUnverified } from './upstream/warn-of-unverified.ts';

export interface Gateway {
  /** `http://HOST:PORT` with the real port. */
  readonly url: string;
  /** Of the admin API; null where none is configured. */
  readonly adminUrl: string | null;
  readonly metering: Metering;
  readonly lifecycle: Lifecycle;
  readonly rollouts: Rollouts;
  /** The configuration in force, as the file has it: what rollouts do to it is not in it. */
  config(): Config;
  /** Puts another configuration in force while requests are under way. One at a time. */
  reconfigure(next: Config): Promise<void>;
  /** For the metrics. */
  countReload(result: ReloadResult): void;
  /** Drains within `graceMs`, then closes all that was opened; telemetry last, so that the last requests are in it. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Builds a gateway and opens its port. Resolves when every replica has been probed and scraped once, or has let its
 * time run out. Rejects with the system's error where the address cannot be had.
 */
export async function startGateway(given: GatewayParts): Promise<Gateway> {
  let inForce = given.config;
  const fileConfig = (): Config => inForce;
  // What requests work with: the file, and, as soon as there are any, the splits of the rollouts in it.
  let split = fileConfig;
  const world: World = { ...given, config: () => split() };
  const parts = await composeParts(world, fileConfig);
  const { rollouts, admin, server, metering, lifecycle, instruments, probes, keys, store } = parts;
  const { logger } = world;
  split = () => rollouts.config();
  // Before anybody is served: by the splits that are decided.
  await rollouts.start();
  const opened = admin.open().then(async () => await listen(server, inForce.listen));
  const url = await opened.catch(async (error: unknown) => {
    await closeParts(parts);
    throw error;
  });
  // Before the first of them is asked anything, with its key.
  warnOfUnverified(inForce, logger);
  await Promise.all([probes.watch(probeTargets(inForce)), metering.scraper.start(), store?.firstWord()]);
  if (keys.keys === null) logger.warn({}, 'there are no keys: only clients on this machine are served');
  const swap = (next: Config): void => {
    inForce = next;
    rollouts.reconfigured();
    warnOfUnverified(next, logger);
  };
  const { queue } = parts.gate;
  return {
    url,
    adminUrl: admin.url,
    metering,
    lifecycle,
    rollouts,
    config: fileConfig,
    reconfigure: (next) => putInForce(next, { ...parts, queue, logger, swap }),
    countReload: (result) => instruments.counter('slipstream_config_reloads_total').inc({ result }),
    stop: (graceMs) => drain(parts, graceMs),
  };
}
