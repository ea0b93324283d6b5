import { readModelList, readVersion } from '@slipstream/wire';
import type { EngineIdentity, EnginePages } from '../engine-identity.ts';
import { parseJsonBody } from '../parse-json-body.ts';
import { parseMetricsPage } from '../parse-metrics-page.ts';
import { readPage } from '../read-page.ts';

/** `trtllm-serve` by its list of models, which it signs, its version, and its metrics where it has any. */
export function identifyTrtLlm(pages: EnginePages): EngineIdentity | null {
  const models = readPage(pages, '/v1/models', (body) => readModelList(parseJsonBody(body)));
  const version = readPage(pages, '/version', (body) => readVersion(parseJsonBody(body)));
  const metrics = readPage(pages, '/prometheus/metrics', parseMetricsPage);
  const signed = models?.some(({ ownedBy }) => ownedBy === 'tensorrt_llm') === true;
  const exports = metrics !== null && [...metrics.keys()].some((family) => family.startsWith('trtllm_'));
  if (models === null && version === null && !exports) return null;
  const isTrtLlm = signed || exports;
  return {
    engine: isTrtLlm ? 'trtllm' : null,
    version,
    model: models?.[0]?.id ?? null,
    // The info is there with a speculator only; that it is missing may mean an older version.
    speculation: metrics?.has('trtllm_speculative_config_info') === true ? true : null,
    draftTokens: null,
    perRequestStatistics: isTrtLlm ? true : null,
    capabilities: { includeUsage: isTrtLlm || version !== null },
  };
}
