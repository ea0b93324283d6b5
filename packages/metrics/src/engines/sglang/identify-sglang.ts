import { readModelList, readSglangServerInfo } from '@slipstream/wire';
import type { EngineIdentity, EnginePages } from '../engine-identity.ts';
import { parseJsonBody } from '../parse-json-body.ts';
import { readPage } from '../read-page.ts';
import { hasSpecTokensDetails } from './has-spec-tokens-details.ts';

/** SGLang by its account of its own arguments, and by its version which words it takes. */
export function identifySglang(pages: EnginePages): EngineIdentity | null {
  const readInfo = (body: Uint8Array) => readSglangServerInfo(parseJsonBody(body));
  const info = readPage(pages, '/server_info', readInfo) ?? readPage(pages, '/get_server_info', readInfo);
  const models = readPage(pages, '/v1/models', (body) => readModelList(parseJsonBody(body)));
  const signed = models?.some(({ ownedBy }) => ownedBy === 'sglang') === true;
  if (info === null && models === null) return null;
  const isSglang = info !== null || signed;
  const speculation = info === null ? null : info.speculativeAlgorithm !== null;
  return {
    engine: isSglang ? 'sglang' : null,
    version: info?.version ?? null,
    model: models?.[0]?.id ?? info?.modelPath ?? null,
    speculation,
    // What one step verifies holds the token that is always kept.
    draftTokens: speculation === true && info?.verifiedTokens ? info.verifiedTokens - 1 : null,
    perRequestStatistics: null,
    capabilities: {
      includeUsage: isSglang,
      ...(hasSpecTokensDetails(info?.version ?? null) ? { specTokensDetails: true } : {}),
    },
  };
}
