import type { LedgerRow } from '../../apps/gateway/src/store/ledger/ledger-row.ts';
import { readLedger } from '../support/ledger-reading.ts';
import { MetricsReading } from '../support/metrics-reading.ts';
import type { EndedRequest, EngineTruth } from '../support/start.ts';
import { until } from '../support/until.ts';
import { dialects } from './dialects.ts';
import type { ReconcileFleet } from './reconcile-fleet.ts';
import { scrapeDifferences } from './scrape-differences.ts';

/** What one engine says of itself when all is over. */
export interface EngineBook {
  readonly truth: EngineTruth;
  readonly ended: readonly EndedRequest[];
}

/** Everything that was written down of the run. */
export interface Books {
  readonly rows: readonly LedgerRow[];
  readonly metrics: MetricsReading;
  /** By variant and replica. */
  readonly engines: ReadonlyMap<string, ReadonlyMap<string, EngineBook>>;
}

/** Waits until nobody works any more and the gateway has read the last pages, stops the gateway, and reads its ledger. */
export async function collectBooks({ gateway, engines, ledgerFile }: ReconcileFleet): Promise<Books> {
  await until(
    async () => (await MetricsReading.read(gateway.url)).sum('slipstream_requests_in_flight') === 0,
    'requests are still under way at the gateway',
  );
  const books = new Map<string, ReadonlyMap<string, EngineBook>>();
  for (const [variant, replicas] of engines) {
    const read = new Map<string, EngineBook>();
    for (const [name, emulator] of replicas) {
      await until(async () => {
        const { running, waiting } = await emulator.truth();
        return running + waiting === 0;
      }, `${variant} ${name} is still at work`);
      read.set(name, { truth: await emulator.truth(), ended: await emulator.ended() });
    }
    books.set(variant, read);
  }
  const metrics = await scrapedMetrics(gateway.url, books);
  gateway.signal('SIGTERM');
  await gateway.exitCode();
  return { rows: readLedger(ledgerFile), metrics, engines: books };
}

/** When the last pages were read; when they never say what the engines did, the last ones that there were. */
async function scrapedMetrics(url: string, books: Books['engines']): Promise<MetricsReading> {
  let metrics = await MetricsReading.read(url);
  try {
    await until(async () => {
      metrics = await MetricsReading.read(url);
      return dialects.every((dialect) =>
        [...(books.get(dialect.variant) ?? [])].every(
          ([replica, { truth }]) => scrapeDifferences(dialect, replica, truth, metrics).length === 0,
        ),
      );
    }, 'never');
  } catch {
    // The differences are told by whoever compares.
  }
  return metrics;
}
