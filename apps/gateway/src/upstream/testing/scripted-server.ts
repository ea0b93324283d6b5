import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import type { Replica } from '@slipstream/config';
import { verified } from './verified.ts';

/** Called when the head of a request has come in whole; `index` counts the requests of the server from 0. */
export type Script = (socket: Socket, request: string, index: number) => void;

export interface ScriptedServer extends AsyncDisposable {
  readonly replica: Replica;
  /** Every connection ever accepted, in order. */
  readonly sockets: readonly Socket[];
  readonly requests: readonly string[];
}

/**
 * A server on a free port of this machine that answers with bytes, so that it can also answer what no server should;
 * behind TLS where it is given what that needs.
 */
export async function scriptedServer(script: Script, tls: TlsOptions | null = null): Promise<ScriptedServer> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const serve = (socket: Socket): void => {
    sockets.push(socket);
    let pending = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      pending += data.toString('latin1');
      if (!pending.includes('\r\n\r\n')) return;
      const request = pending;
      pending = '';
      requests.push(request);
      script(socket, request, requests.length - 1);
    });
  };
  const server = tls === null ? createServer(serve) : createTlsServer(tls, serve);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    replica: plainOrSecure(port, tls !== null),
    sockets,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

function plainOrSecure(port: number, isSecure: boolean): Replica {
  const url = new URL(`${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`);
  return { name: 'scripted', url, maxConcurrent: null, tls: isSecure ? verified : null };
}

/** A whole answer with its length. */
export function answer(body: string, options: { status?: string; headers?: readonly string[] } = {}): string {
  const { status = '200 OK', headers = [] } = options;
  const lines = [`HTTP/1.1 ${status}`, `content-length: ${Buffer.byteLength(body)}`, ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

export const chunkedHead = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';

export function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

export const lastChunk = '0\r\n\r\n';

/** Resolves when the other side has closed the connection, by a reset too. */
export function closed(socket: Socket | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (socket === undefined || socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
