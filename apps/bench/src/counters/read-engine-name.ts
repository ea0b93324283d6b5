import { readTgiInfo } from '@slipstream/wire';
import { fetchText } from './fetch-text.ts';

/** Who an engine says it is (`/info` of TGI). */
export interface EngineName {
  readonly model: string;
  readonly version: string;
  readonly dockerLabel: string | null;
}

/** Asks the server beside whose `/metrics` this is. Null where it has no `/info` of TGI's form: then the answers' `model` names it. */
export async function readEngineName(metrics: URL): Promise<EngineName | null> {
  const text = await fetchText(new URL('info', metrics)).catch(() => null);
  const info = text === null ? null : readTgiInfo(parseJson(text));
  return info === null ? null : { model: info.modelId, version: info.version, dockerLabel: info.dockerLabel };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
