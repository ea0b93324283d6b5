import { engineAdapter, engineOfMetrics } from '@slipstream/metrics';
import type { EngineAdapter, EngineCounters, EngineLoad } from '@slipstream/metrics';
import { parsePrometheusText } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';
import { BenchError } from '../run/bench-error.ts';
import { fetchText } from './fetch-text.ts';

/** What one replica's metrics page said at one moment. */
export interface EngineReading {
  readonly counters: EngineCounters;
  readonly load: EngineLoad;
  /** How its counters tell steps. */
  readonly emission: EngineAdapter['emission'];
}

/** Reads the counters of all replicas of an arm, in the order of the URLs. Throws {@link BenchError} when one cannot be read. */
export function scrapeEngines(urls: readonly URL[]): Promise<readonly EngineReading[]> {
  return Promise.all(urls.map(scrapeEngine));
}

async function scrapeEngine(url: URL): Promise<EngineReading> {
  const text = await fetchText(url).catch((error: unknown) => {
    throw new BenchError(`counters: ${(error as Error).message}`, { cause: error });
  });
  const parse = parsePrometheusText(text);
  if (!parse.ok) {
    throw new BenchError(
      `counters: ${url.href} is not Prometheus text, line ${parse.issue.line}: ${parse.issue.message}`,
    );
  }
  const adapter = adapterOf(parse.page, url);
  return { counters: adapter.readCounters(parse.page), load: adapter.readLoad(parse.page), emission: adapter.emission };
}

/** An empty page is one of TGI before its first request: it writes nothing that it has not counted. */
function adapterOf(page: PrometheusPage, url: URL): EngineAdapter {
  const adapter = page.size === 0 ? engineAdapter('tgi') : engineOfMetrics(page);
  if (adapter !== null) return adapter;
  throw new BenchError(`counters: ${url.href} has no metrics of an engine that the bench knows; see docs/metering.md`);
}
