import { setTimeout as sleep } from 'node:timers/promises';
import { foreignTraffic } from '../counters/foreign-traffic.ts';
import { scrapeEngines } from '../counters/scrape-engine.ts';
import { BenchError } from './bench-error.ts';
import type { OpenArm, Session } from './session.ts';

/**
 * Watches the engines while the bench sends nothing. Whoever else is on them would be counted as ours. Gives the sign of
 * foreign traffic by arm; throws {@link BenchError} at the first one unless sharing was allowed.
 */
export async function quietCheck(arms: readonly OpenArm[], session: Session): Promise<ReadonlyMap<string, string>> {
  const { options, lag, signal } = session;
  if (options.quietMs === 0) return new Map();
  const before = await Promise.all(arms.map(({ arm }) => scrapeEngines(arm.metrics)));
  lag.start();
  await sleep(options.quietMs, undefined, { signal });
  lag.stopIdle();
  const after = await Promise.all(arms.map(({ arm }) => scrapeEngines(arm.metrics)));
  const signs = new Map<string, string>();
  arms.forEach(({ arm }, index) => {
    const sign = foreignTraffic(before[index] ?? [], after[index] ?? []);
    if (sign === null) return;
    if (!options.allowShared) {
      throw new BenchError(
        `${arm.name}: somebody else uses its engine (${sign}); --allow-shared measures all the same`,
      );
    }
    signs.set(arm.name, sign);
  });
  return signs;
}
