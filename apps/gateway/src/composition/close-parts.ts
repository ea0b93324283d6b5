import type { Parts } from './compose-parts.ts';

/** Closes in the order in which nobody needs them any more. */
export async function closeParts(parts: Parts): Promise<void> {
  const { metering, rollouts, history, admin, probes, pools, shared, store, ledger, telemetry } = parts;
  metering.scraper.stop();
  history?.stop();
  await rollouts.stop();
  await admin.close();
  probes.stop();
  await pools.destroy();
  shared?.close();
  for (const part of [store, ledger, telemetry]) await part?.stop();
}
