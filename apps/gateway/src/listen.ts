import { once } from 'node:events';
import type { Server } from 'node:net';
import type { Address } from '@slipstream/config';

/** Node's HTTP server, or ours. */
export type ClosableServer = Server & { closeAllConnections(): void };

/** Opens the port. Resolves with the URL, in which the port is the real one. Rejects with the system's error. */
export async function listen(server: Server, { host, port }: Address): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const realPort = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${realPort}`;
}

/** Nothing is under way any more: idle connections are closed, and those that are not idle have nothing to say. */
export async function closeServer(server: ClosableServer): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
