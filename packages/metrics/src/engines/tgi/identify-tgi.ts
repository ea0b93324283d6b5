import { readTgiInfo } from '@slipstream/wire';
import type { EngineIdentity, EnginePages } from '../engine-identity.ts';
import { parseJsonBody } from '../parse-json-body.ts';
import { parseMetricsPage } from '../parse-metrics-page.ts';
import { readPage } from '../read-page.ts';
import { tgiCapabilities } from './tgi-capabilities.ts';

/** TGI by `/info`. Whether it speculates it says nowhere, until a draft was kept: then its counters show it. */
export function identifyTgi(pages: EnginePages): EngineIdentity | null {
  const info = readPage(pages, '/info', (body) => readTgiInfo(parseJsonBody(body)));
  if (info === null) return null;
  const metrics = readPage(pages, '/metrics', parseMetricsPage);
  const skipped = metrics?.get('tgi_request_skipped_tokens')?.samples ?? [];
  const hasAccepted = skipped.some(({ name, value }) => name === 'tgi_request_skipped_tokens_sum' && value > 0);
  return {
    engine: 'tgi',
    version: info.version,
    model: info.modelId,
    speculation: hasAccepted ? true : null,
    draftTokens: null,
    perRequestStatistics: false,
    capabilities: tgiCapabilities(info.version),
  };
}
