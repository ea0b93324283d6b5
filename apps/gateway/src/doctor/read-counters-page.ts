import type { Replica } from '@slipstream/config';
import type { EngineAdapter, EngineCounters, EngineLoad } from '@slipstream/metrics';
import { readEnginePage } from '../metering/read-engine-page.ts';
import type { FetchPage } from '../ports.ts';

export interface CountersPage {
  /** Null where it did not come. */
  readonly body: Uint8Array | null;
  readonly counters: EngineCounters | null;
  readonly load: EngineLoad | null;
  /** Why there are none. */
  readonly problem?: string;
}

/** The engine's metrics page; null where its engine has none. */
export async function readCountersPage(
  replica: Replica,
  adapter: EngineAdapter,
  { fetchPage, timeoutMs }: { readonly fetchPage: FetchPage; readonly timeoutMs: number },
): Promise<CountersPage | null> {
  const path = adapter.metricsPath;
  if (path === null) return null;
  const page = await fetchPage(replica, path, timeoutMs);
  const reading = readEnginePage(page, adapter);
  if (reading.result === 'ok') {
    return { body: page.ok ? page.body : null, counters: reading.counters, load: reading.load };
  }
  return {
    body: null,
    counters: null,
    load: null,
    problem: `GET ${path} gave no metrics: ${reading.result}, ${reading.reason}`,
  };
}
