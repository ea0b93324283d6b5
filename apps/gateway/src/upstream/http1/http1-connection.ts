import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { UpstreamFailure } from '../../ports.ts';
import type { Place } from '../../roster.ts';
import { classifyError } from '../classify-error.ts';
import type { ExchangeConnection, Http1Exchange } from './http1-exchange.ts';

/** Where a dead peer would otherwise go unnoticed: a stream may be silent for minutes. */
const PROBE_AFTER_MS = 60_000;

/** One for all connections: what is read is dealt with, or copied, before the next read of any. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly connectMs: number;
  /** Its answer is over, and it may have another. */
  readonly onFree: (connection: Http1Connection) => void;
  /** It is gone, and was told to its exchange. */
  readonly onClosed: (connection: Http1Connection) => void;
}

/** One connection to a server, with one exchange at a time. Read without streams: one buffer, one call per read. */
export class Http1Connection implements ExchangeConnection {
  readonly #options: ConnectionOptions;
  readonly #socket: Socket;
  #exchange: Http1Exchange | null;
  #connected = false;
  #usable = true;
  /** Since when it has nothing to do, and how long the server said that it keeps it then. */
  idleSinceMs = 0;
  serverKeepsMs: number | null = null;
  /** In the pool's roster. */
  place: Place | null = null;

  constructor(options: ConnectionOptions, exchange: Http1Exchange) {
    this.#options = options;
    this.#exchange = exchange;
    const { host, port, connectMs } = options;
    this.#socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: PROBE_AFTER_MS,
      onread: { buffer: readBuffer, callback: (bytes: number) => this.#read(bytes) },
    });
    const timer = setTimeout(() => this.#refuse({ kind: 'connect-timeout', cause: tooSlow(connectMs) }), connectMs);
    this.#socket.once('connect', () => {
      clearTimeout(timer);
      this.#connected = true;
      this.#write();
    });
    this.#socket.on('end', () => this.#ended(null));
    this.#socket.on('error', (error) => this.#ended(error));
    this.#socket.once('close', () => {
      clearTimeout(timer);
      this.#ended(null);
      this.#options.onClosed(this);
    });
  }

  /** Nobody ended it yet. */
  get isUsable(): boolean {
    return this.#usable;
  }

  /** The next exchange. Only on a connection that is free. */
  take(exchange: Http1Exchange): void {
    this.#exchange = exchange;
    this.#write();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  destroy(): void {
    this.#usable = false;
    this.#exchange = null;
    this.#socket.destroy();
  }

  /** Fails the exchange under way. */
  breakOff(reason: Error): void {
    this.#ended(reason);
  }

  release(keepAlive: boolean, idleMs: number | null): void {
    this.#exchange = null;
    this.serverKeepsMs = idleMs;
    if (!keepAlive || !this.#usable) return this.destroy();
    // Of a paused exchange whose answer was over in the read before.
    if (this.#socket.isPaused()) this.#socket.resume();
    this.#options.onFree(this);
  }

  #write(): void {
    const exchange = this.#exchange;
    if (exchange === null || exchange.isOver) {
      this.#exchange = null;
      // Given up while it was opening: good for another.
      this.#options.onFree(this);
      return;
    }
    exchange.sentOn(this);
    const { first, rest } = exchange.request;
    this.#socket.write(first);
    if (rest !== null) this.#socket.write(rest);
  }

  /** False would pause the socket; whoever wants that says so by `pause`. */
  #read(bytes: number): boolean {
    const exchange = this.#exchange;
    // Unasked words on an idle connection: what they answer would be taken for the next request's.
    if (exchange === null) this.destroy();
    else exchange.read(readBuffer.subarray(0, bytes));
    return true;
  }

  #ended(error: Error | null): void {
    if (!this.#connected) {
      return this.#refuse(classifyError(error ?? new Error('the connection was closed while it opened'), 'unsent'));
    }
    this.#usable = false;
    const exchange = this.#exchange;
    this.#exchange = null;
    if (error === null) exchange?.connectionEnded();
    else exchange?.connectionBroke(error);
    this.#socket.destroy();
  }

  #refuse(failure: UpstreamFailure): void {
    const exchange = this.#exchange;
    this.destroy();
    exchange?.refuse(failure);
  }
}

function tooSlow(connectMs: number): Error {
  return Object.assign(new Error(`no connection within ${connectMs} ms`), { code: 'ETIMEDOUT' });
}
