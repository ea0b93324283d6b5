import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../errors.ts';
import type { Timers } from '../ports.ts';

/** What is read at most, and for how long. */
export interface BodyLimits {
  readonly limitBytes: number;
  readonly limitMs: number;
  readonly timers: Timers;
}

/**
 * Reads a JSON body whole, once, without a stream per request. What cannot be accepted is refused before it is read.
 * @throws GatewayError `unsupported_media_type`, `body_too_large`, `request_timeout`, `client_gone`.
 */
export async function readBody(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { limitBytes, limitMs, timers }: BodyLimits,
): Promise<Uint8Array> {
  expectJson(incoming);
  if (Number(incoming.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  if (incoming.headers.expect !== undefined) outgoing.writeContinue();
  return await new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    const cancel = timers.after(limitMs, () => reject(tooSlow(limitMs)));
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) {
        chunks.push(chunk);
      } else {
        // The rest is read and dropped by the server, within its own bounds.
        chunks = [];
        cancel();
        reject(tooLarge(limitBytes));
      }
    });
    incoming.once('end', () => {
      cancel();
      resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks));
    });
    // Comes after every request, too: an error made for each would cost as much as all of routing.
    incoming.once('close', () => {
      cancel();
      if (!incoming.complete) reject(gone());
    });
    incoming.once('error', () => reject(gone()));
  });
}

function expectJson({ headers }: IncomingMessage): void {
  const [mediaType = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  if (mediaType.trim() !== 'application/json') {
    throw unsupported('Send the body as "Content-Type: application/json".', 'content-type');
  }
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw unsupported('JSON is UTF-8; leave the charset out.', 'content-type');
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw unsupported('Compressed request bodies are not accepted.', 'content-encoding');
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
