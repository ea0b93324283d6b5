import type { Exchange } from '../../../server/exchange.ts';
import type { Decode } from '../serde/decode.ts';
import {
  bodyTooLarge,
  isJsonContentType,
  readJsonBody,
  type Rejection,
  unsupportedMediaType,
} from '../serde/read-json-body.ts';
import type { TgiService } from '../tgi-service.ts';

/** The typed body, or null: then the client was told (in plain text, as axum does) or is gone. */
export async function readRequest<T>(exchange: Exchange, tgi: TgiService, decode: Decode<T>): Promise<T | null> {
  if (!isJsonContentType(exchange.header('content-type'))) return reject(exchange, unsupportedMediaType);
  const body = await exchange.readBody(tgi.traits.routes.bodyLimitBytes);
  if (body.kind === 'gone') return null;
  if (body.kind === 'too-large') return reject(exchange, bodyTooLarge);
  const reading = readJsonBody(body.bytes, decode);
  return reading.ok ? reading.value : reject(exchange, reading.rejection);
}

function reject(exchange: Exchange, rejection: Rejection): null {
  exchange.respond(rejection.status, { 'content-type': 'text/plain; charset=utf-8' }, rejection.text);
  return null;
}
