import type { Clock, UpstreamHandler, UpstreamRequest } from '../../ports.ts';
import { Roster } from '../../roster.ts';
import type { PoolStats } from '../replica-pools.ts';
import { Http1Connection } from './http1-connection.ts';
import { Http1Exchange } from './http1-exchange.ts';
import { requestBytes } from './request-bytes.ts';
import type { RequestBytes } from './request-bytes.ts';

export interface Http1PoolOptions {
  readonly url: URL;
  readonly connectMs: number;
  /** How long an idle connection is kept. */
  readonly keepAliveMs: number;
  /** Most connections; null is no limit. */
  readonly connections: number | null;
}

/** A server that says it keeps a connection for so long closes it then: it is given up this much earlier. */
const SERVER_MARGIN_MS = 1000;

const noRequest: RequestBytes = { first: Buffer.alloc(0), rest: null };

/**
 * Keep-alive connections to one server over HTTP/1.1 without TLS, one request at a time each. The newest idle one is used
 * first, so that the others grow old and are closed. Choosing one takes the same time however many there are.
 */
export class Http1Pool {
  readonly #options: Http1PoolOptions;
  readonly #open = new Roster<Http1Connection>();
  #idle: Http1Connection[] = [];
  /** Their answers ended in this turn of the event loop. */
  #resting: Http1Connection[] = [];
  /** With a limit: those who wait for a connection. */
  #waiting: Http1Exchange[] = [];
  #sweep: NodeJS.Timeout | null = null;
  #over: Error | null = null;
  #onEmpty: (() => void) | null = null;

  constructor(options: Http1PoolOptions) {
    this.#options = options;
  }

  get closed(): boolean {
    return this.#over !== null;
  }

  get stats(): PoolStats {
    const connected = this.#open.size;
    return { connected, running: connected - this.#idle.length - this.#resting.length, pending: this.#waiting.length };
  }

  send(request: UpstreamRequest, handler: UpstreamHandler, clock: Clock): Http1Exchange {
    const bytes = this.#bytesOf(request);
    const reason = bytes instanceof Error ? bytes : this.#over;
    const exchange = new Http1Exchange(bytes instanceof Error ? noRequest : bytes, handler, clock);
    // Not from within `send`: the caller does not hold the exchange yet.
    if (reason !== null) queueMicrotask(() => exchange.refuse({ kind: 'refused', cause: reason }));
    else this.#place(exchange);
    return exchange;
  }

  /** No new requests; resolves when those under way have ended. */
  async close(): Promise<void> {
    this.#over ??= new Error('the pool is closed');
    for (const connection of this.#idle.splice(0)) connection.destroy();
    await this.#untilEmpty();
  }

  /** Breaks every connection; requests under way fail. */
  async destroy(): Promise<void> {
    this.#over ??= new Error('the pool is destroyed');
    const reason = this.#over;
    for (const exchange of this.#waiting.splice(0)) exchange.refuse({ kind: 'refused', cause: reason });
    for (const connection of this.#open.members()) connection.breakOff(reason);
    await this.#untilEmpty();
  }

  #bytesOf(request: UpstreamRequest): RequestBytes | Error {
    try {
      return requestBytes(this.#options.url.host, request);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #place(exchange: Http1Exchange): void {
    const idle = this.#youngestIdle();
    if (idle !== null) idle.take(exchange);
    else if (this.#open.size < (this.#options.connections ?? Infinity)) this.#connect(exchange);
    else this.#waiting.push(exchange);
  }

  #connect(exchange: Http1Exchange): void {
    const { url, connectMs } = this.#options;
    const options = {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port === '' ? 80 : url.port),
      connectMs,
      onFree: (one: Http1Connection) => this.#freed(one),
      onClosed: (one: Http1Connection) => this.#gone(one),
    };
    const connection = new Http1Connection(options, exchange);
    connection.place = this.#open.enter(connection);
  }

  #youngestIdle(): Http1Connection | null {
    for (let one = this.#idle.pop(); one !== undefined; one = this.#idle.pop()) {
      if (one.isUsable && !this.#isOld(one, performance.now())) return one;
      one.destroy();
    }
    return null;
  }

  /** One turn later: a server that closes behind its answer is noticed by then, and gets no further request. */
  #freed(connection: Http1Connection): void {
    if (this.#resting.push(connection) > 1) return;
    setImmediate(() => {
      const rested = this.#resting;
      this.#resting = [];
      for (const one of rested) if (one.isUsable) this.#giveWork(one);
    });
  }

  #giveWork(connection: Http1Connection): void {
    const next = this.#nextWaiting();
    if (next !== null) return connection.take(next);
    if (this.#over !== null) return connection.destroy();
    connection.idleSinceMs = performance.now();
    this.#idle.push(connection);
    this.#planSweep();
  }

  #gone(connection: Http1Connection): void {
    connection.place?.leave();
    const next = this.#nextWaiting();
    if (next !== null) this.#connect(next);
    if (this.#open.size === 0) this.#onEmpty?.();
  }

  /** Aborted ones were forgotten by whoever wanted them. */
  #nextWaiting(): Http1Exchange | null {
    const index = this.#waiting.findIndex(({ isOver }) => !isOver);
    const next = this.#waiting[index] ?? null;
    this.#waiting = index === -1 ? [] : this.#waiting.slice(index + 1);
    return next;
  }

  /** One timer for all, and none while none is idle. */
  #planSweep(): void {
    if (this.#sweep !== null) return;
    this.#sweep = setTimeout(() => {
      this.#sweep = null;
      this.#closeOld();
      if (this.#idle.length > 0) this.#planSweep();
    }, this.#options.keepAliveMs);
    this.#sweep.unref();
  }

  #closeOld(): void {
    const nowMs = performance.now();
    const kept: Http1Connection[] = [];
    for (const one of this.#idle) {
      if (one.isUsable && !this.#isOld(one, nowMs)) kept.push(one);
      else one.destroy();
    }
    this.#idle = kept;
  }

  #isOld({ idleSinceMs, serverKeepsMs }: Http1Connection, nowMs: number): boolean {
    const serverMs = serverKeepsMs === null ? Infinity : Math.max(0, serverKeepsMs - SERVER_MARGIN_MS);
    return nowMs - idleSinceMs >= Math.min(this.#options.keepAliveMs, serverMs);
  }

  async #untilEmpty(): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => {
      const before = this.#onEmpty;
      this.#onEmpty = () => {
        before?.();
        resolve();
      };
    });
  }
}
