import { engineAdapter } from '@slipstream/metrics';
import type { EngineCounters, EngineLoad } from '@slipstream/metrics';
import { parsePrometheusText } from '@slipstream/wire';
import { BenchError } from '../run/bench-error.ts';
import { fetchText } from './fetch-text.ts';

/** What one replica's `/metrics` said at one moment. */
export interface EngineReading {
  readonly counters: EngineCounters;
  readonly load: EngineLoad;
}

const adapter = engineAdapter('tgi');

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
  return { counters: adapter.readCounters(parse.page), load: adapter.readLoad(parse.page) };
}
