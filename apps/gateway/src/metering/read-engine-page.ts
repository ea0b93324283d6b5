import type { EngineAdapter, EngineCounters, EngineLoad } from '@slipstream/metrics';
import { parsePrometheusText } from '@slipstream/wire';
import type { PageResult } from '../ports.ts';

/** What one try to read an engine's metrics gave; the word is the metric label `result`. */
export type EngineReading =
  | { readonly result: 'ok'; readonly counters: EngineCounters; readonly load: EngineLoad }
  | { readonly result: 'unreachable' | 'rejected' | 'malformed'; readonly reason: string };

/** Pure: the same page gives the same reading. Anything that is not wholly a metrics page is `malformed`. */
export function readEnginePage(page: PageResult, adapter: EngineAdapter): EngineReading {
  if (!page.ok) return { result: 'unreachable', reason: page.failure };
  if (page.status !== 200) return { result: 'rejected', reason: `status ${page.status}` };
  const text = decode(page.body);
  if (text === null) return { result: 'malformed', reason: 'not UTF-8' };
  const parsed = parsePrometheusText(text);
  if (!parsed.ok) return { result: 'malformed', reason: `line ${parsed.issue.line}: ${parsed.issue.message}` };
  const counters = adapter.readCounters(parsed.page);
  const impossible = Object.entries(counters).find(([, value]) => ![value].flat().every(isCount));
  if (impossible !== undefined) return { result: 'malformed', reason: `${impossible[0]} is no count` };
  return { result: 'ok', counters, load: adapter.readLoad(parsed.page) };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function isCount(value: number | null): boolean {
  return value === null || (Number.isFinite(value) && value >= 0);
}
