import type { Exchange } from '../../server/exchange.ts';
import type { JsonObject } from '../openai/request/body-reader.ts';
import { readJsonObject } from '../openai/serve/read-json-object.ts';

/** How vLLM's development routes read and answer. */

/** Null: the client was told, or is gone. */
export async function bodyOf(exchange: Exchange, mayBeEmpty: boolean = false): Promise<JsonObject | null> {
  const body = await readJsonObject(exchange);
  if (body.kind === 'object') return body.value;
  if (body.kind === 'gone') return null;
  if (mayBeEmpty && body.text === '') return {};
  refuse(exchange, 'Invalid JSON format');
  return null;
}

export function say(exchange: Exchange, message: string): void {
  exchange.json(200, JSON.stringify({ message }));
}

/** `HTTPException`: the type is the status in words. */
export function refuse(exchange: Exchange, message: string): void {
  exchange.json(400, JSON.stringify({ error: { message, type: 'Bad Request', param: null, code: 400 } }));
}

/** What a worker raised, as it comes back through the engine's client and the handler of all exceptions. */
export function fail(exchange: Exchange, raised: string): void {
  const message = `Call to collective_rpc method failed: ${raised}`;
  exchange.json(500, JSON.stringify({ error: { message, type: 'InternalServerError', param: null, code: 500 } }));
}
