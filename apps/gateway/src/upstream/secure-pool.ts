import { Pool } from 'undici';
import type { Tls } from '@slipstream/config';
import type { Clock, Exchange, UpstreamHandler, UpstreamRequest } from '../ports.ts';
import type { PoolStats } from './replica-pools.ts';
import { createConnector } from './connector.ts';
import { UpstreamExchange } from './upstream-exchange.ts';

export interface SecurePoolOptions {
  readonly url: URL;
  readonly tls: Tls | null;
  readonly connectMs: number;
  readonly keepAliveMs: number;
  readonly connections: number | null;
}

/** Connections over TLS: HTTP/1.1 with one request at a time each, or HTTP/2 with a hundred. */
export class SecurePool {
  readonly #pool: Pool;

  constructor({ url, tls, connectMs, keepAliveMs, connections }: SecurePoolOptions) {
    this.#pool = new Pool(url.origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      connect: createConnector(connectMs, tls),
      // Not left to its default: a pool that may meet HTTP/2 opens its first connections one after another.
      allowH2: tls?.http2 ?? false,
      // The pipeline owns these two timers: they end in error codes of their own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  get closed(): boolean {
    return this.#pool.closed || this.#pool.destroyed;
  }

  get stats(): PoolStats {
    return this.#pool.stats;
  }

  send({ method, path, headers, body }: UpstreamRequest, handler: UpstreamHandler, clock: Clock): Exchange {
    const exchange = new UpstreamExchange(handler, clock);
    this.#pool.dispatch({ method, path, headers, body }, exchange);
    return exchange;
  }

  async close(): Promise<void> {
    if (!this.#pool.destroyed) await this.#pool.close();
  }

  async destroy(): Promise<void> {
    await this.#pool.destroy();
  }
}
