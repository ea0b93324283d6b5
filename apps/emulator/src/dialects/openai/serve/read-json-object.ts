import type { Exchange } from '../../../server/exchange.ts';
import { isObject, type JsonObject } from '../request/body-reader.ts';

/** No limit of the servers is known; this one keeps the emulator alive. */
const BODY_LIMIT_BYTES = 64_000_000;

export type JsonObjectRead =
  | { readonly kind: 'object'; readonly value: JsonObject }
  /** Not JSON, or another kind of JSON. */
  | { readonly kind: 'not-an-object'; readonly text: string }
  | { readonly kind: 'gone' };

export async function readJsonObject(exchange: Exchange): Promise<JsonObjectRead> {
  const body = await exchange.readBody(BODY_LIMIT_BYTES);
  if (body.kind === 'gone') return body;
  if (body.kind === 'too-large') return { kind: 'not-an-object', text: '' };
  const text = new TextDecoder().decode(body.bytes);
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? { kind: 'object', value } : { kind: 'not-an-object', text };
  } catch {
    return { kind: 'not-an-object', text };
  }
}
