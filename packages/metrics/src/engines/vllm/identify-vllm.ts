import { readModelList, readVersion } from '@slipstream/wire';
import type { EngineIdentity, EnginePages } from '../engine-identity.ts';
import { parseJsonBody } from '../parse-json-body.ts';
import { parseMetricsPage } from '../parse-metrics-page.ts';
import { readPage } from '../read-page.ts';

/**
 * vLLM by its list of models, which it signs, and its version; by its metrics whether it speculates: the families of
 * speculation are registered only with a speculator, and then from the start.
 */
export function identifyVllm(pages: EnginePages): EngineIdentity | null {
  const models = readPage(pages, '/v1/models', (body) => readModelList(parseJsonBody(body)));
  const version = readPage(pages, '/version', (body) => readVersion(parseJsonBody(body)));
  const metrics = readPage(pages, '/metrics', parseMetricsPage);
  const signed = models?.some(({ ownedBy }) => ownedBy === 'vllm') === true;
  const isVllm = signed || metrics?.has('vllm:num_requests_running') === true;
  if (models === null && version === null && !isVllm) return null;
  const speaks = isVllm || version !== null;
  return {
    engine: isVllm ? 'vllm' : null,
    version,
    model: models?.[0]?.id ?? null,
    speculation: metrics === null || !isVllm ? null : speculates(metrics),
    draftTokens: null,
    perRequestStatistics: null,
    capabilities: { includeUsage: speaks },
  };
}

function speculates(metrics: ReadonlyMap<string, unknown>): boolean | null {
  if (!metrics.has('vllm:num_requests_running')) return null;
  return metrics.has('vllm:spec_decode_num_drafts') || metrics.has('vllm:spec_decode_num_drafts_total');
}
