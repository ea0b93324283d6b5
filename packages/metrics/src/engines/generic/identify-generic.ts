import { readModelList, readSchemaProperties } from '@slipstream/wire';
import type { EngineIdentity, EnginePages } from '../engine-identity.ts';
import { parseJsonBody } from '../parse-json-body.ts';
import { readPage } from '../read-page.ts';

/** Any server by its list of models; by its API's description, where it has one, whether it can be asked for usage. */
export function identifyGeneric(pages: EnginePages): EngineIdentity {
  const models = readPage(pages, '/v1/models', (body) => readModelList(parseJsonBody(body)));
  const words = readPage(pages, '/openapi.json', (body) => readSchemaProperties(parseJsonBody(body)));
  return {
    engine: models === null ? null : 'generic',
    version: null,
    model: models?.[0]?.id ?? null,
    speculation: null,
    draftTokens: null,
    perRequestStatistics: null,
    capabilities: { includeUsage: words?.has('include_usage') === true },
  };
}
