import { readLlamaCppProps, readModelList, readSlotsSpeculate } from '@slipstream/wire';
import type { EngineIdentity, EnginePages } from '../engine-identity.ts';
import { parseJsonBody } from '../parse-json-body.ts';
import { readPage } from '../read-page.ts';

/** llama.cpp by its properties; by its slots whether it speculates. Its answers carry their figures without being asked. */
export function identifyLlamaCpp(pages: EnginePages): EngineIdentity | null {
  const props = readPage(pages, '/props', (body) => readLlamaCppProps(parseJsonBody(body)));
  const models = readPage(pages, '/v1/models', (body) => readModelList(parseJsonBody(body)));
  const signed = models?.some(({ ownedBy }) => ownedBy === 'llamacpp') === true;
  if (props === null && models === null) return null;
  const isLlamaCpp = props !== null || signed;
  return {
    engine: isLlamaCpp ? 'llamacpp' : null,
    version: props?.build ?? null,
    model: models?.[0]?.id ?? props?.model ?? null,
    speculation: readPage(pages, '/slots', (body) => readSlotsSpeculate(parseJsonBody(body))),
    draftTokens: null,
    perRequestStatistics: isLlamaCpp ? true : null,
    capabilities: { includeUsage: isLlamaCpp },
  };
}
