import { closeServer } from '../listen.ts';
import { closeParts } from './close-parts.ts';
import type { Parts } from './compose-parts.ts';

/** Waits for the requests that are under way, at most `graceMs`; then cuts them, and closes all. */
export async function drain(parts: Parts, graceMs: number): Promise<void> {
  const { world, lifecycle, server, metering } = parts;
  const cut = await lifecycle.drain(graceMs);
  if (cut > 0) world.logger.warn({ requests: cut }, 'requests were cut: the grace period was over');
  await closeServer(server);
  // What the engines counted for the last answers is part of what telemetry sends last.
  await metering.scraper.scrapeNow();
  await closeParts(parts);
}
