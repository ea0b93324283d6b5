import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface DiscardingCollector {
  readonly port: number;
  /** Exports that came: proof that tracing was on. */
  readonly exports: () => number;
  stop(): void;
}

/** An OTLP collector that takes everything and keeps nothing. */
export async function startDiscardingCollector(): Promise<DiscardingCollector> {
  let exports = 0;
  const server = createServer((request, response) => {
    exports += 1;
    request.resume();
    request.once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    exports: () => exports,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
