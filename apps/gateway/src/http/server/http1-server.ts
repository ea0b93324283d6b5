import { Server } from 'node:net';
import { Roster } from '../../roster.ts';
import { ClientConnection, LOOK_MS } from './client-connection.ts';
import type { ConnectionOptions } from './client-connection.ts';
import { HttpDate } from './http-date.ts';
import type { ServerExchange } from './server-exchange.ts';

export interface Http1ServerOptions extends Omit<ConnectionOptions, 'date'> {
  /** Milliseconds since the epoch. */
  readonly wallTime: () => number;
}

/**
 * An HTTP/1.1 server that does what a gateway needs of it, and refuses the rest (docs/adr/0010). Not listening yet.
 */
export class Http1Server extends Server {
  readonly #connections = new Roster<ClientConnection>();

  constructor(options: Http1ServerOptions, serve: (exchange: ServerExchange) => void) {
    super({ noDelay: true });
    const bounds = { ...options, date: new HttpDate(options.wallTime) };
    this.on('connection', (socket) => {
      const connection = new ClientConnection(socket, bounds, {
        request: serve,
        closed: () => place.leave(),
      });
      const place = this.#connections.enter(connection);
    });
    this.once('listening', () => {
      const timer = setInterval(() => this.#look(), LOOK_MS);
      timer.unref();
      this.once('close', () => clearInterval(timer));
    });
  }

  closeAllConnections(): void {
    for (const connection of this.#connections.members()) connection.destroy();
  }

  #look(): void {
    for (const connection of this.#connections.members()) connection.look();
  }
}
