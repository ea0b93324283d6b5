import { GatewayError } from '../errors.ts';
import type { Timers } from '../ports.ts';
import type { ServerExchange } from './server/server-exchange.ts';

/** What is read at most, and for how long. */
export interface BodyLimits {
  readonly limitBytes: number;
  readonly limitMs: number;
  readonly timers: Timers;
}

/**
 * Reads a JSON body whole, once; nearly always it is here with its head. What cannot be accepted is refused before it is
 * read. @throws GatewayError `unsupported_media_type`, `body_too_large`, `request_timeout`, `client_gone`; by a rejection
 * where the body was still coming.
 */
export function readBody(exchange: ServerExchange, limits: BodyLimits): Uint8Array | Promise<Uint8Array> {
  const { headers } = exchange.head;
  expectJson(headers);
  if (Number(headers['content-length'] ?? 0) > limits.limitBytes) throw tooLarge(limits.limitBytes);
  return exchange.takeBody() ?? readAsItComes(exchange, limits);
}

async function readAsItComes(
  exchange: ServerExchange,
  { limitBytes, limitMs, timers }: BodyLimits,
): Promise<Uint8Array> {
  return await new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const fail = (error: GatewayError): void => {
      cancel();
      // The rest is read and dropped by the server, within its own bounds.
      exchange.dropBody();
      reject(error);
    };
    const cancel = timers.after(limitMs, () => fail(tooSlow(limitMs)));
    exchange.readBody({
      part(part) {
        bytes += part.length;
        if (bytes <= limitBytes) parts.push(part);
        else fail(tooLarge(limitBytes));
      },
      end() {
        cancel();
        resolve(parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts));
      },
      gone: () => fail(gone()),
    });
  });
}

function expectJson(headers: ServerExchange['head']['headers']): void {
  const type = headers['content-type'] ?? '';
  if (type !== 'application/json') expectJsonType(type);
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw unsupported('Compressed request bodies are not accepted.', 'content-encoding');
  }
}

function expectJsonType(type: string): void {
  const [mediaType = '', ...parameters] = type.toLowerCase().split(';');
  if (mediaType.trim() !== 'application/json') {
    throw unsupported('Send the body as "Content-Type: application/json".', 'content-type');
  }
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw unsupported('JSON is UTF-8; leave the charset out.', 'content-type');
  }
}

function unsupported(message: string, param: string): GatewayError {
  return new GatewayError('unsupported_media_type', message, { param });
}

function tooLarge(limitBytes: number): GatewayError {
  return new GatewayError('body_too_large', `The request body is larger than the limit of ${limitBytes} bytes.`);
}

function tooSlow(limitMs: number): GatewayError {
  return new GatewayError('request_timeout', `The request body did not arrive within ${limitMs / 1000} s.`);
}

function gone(): GatewayError {
  return new GatewayError('client_gone', 'The client closed its connection before its request was complete.');
}
