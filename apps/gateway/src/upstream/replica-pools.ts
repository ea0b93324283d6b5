import type { Replica } from '@slipstream/config';
import type { Clock, Exchange, UpstreamHandler, UpstreamRequest } from '../ports.ts';
import { Http1Pool } from './http1/http1-pool.ts';
import { replicaAddress } from './replica-address.ts';
import { SecurePool } from './secure-pool.ts';

export interface PoolOptions {
  /** To open a connection; past it the failure is `connect-timeout`. */
  readonly connectMs: number;
  /**
   * How long an idle connection is kept. Below the engine's own, or requests meet connections that are being closed:
   * Node servers close after 5 s (and say so, which is obeyed), hyper, which is TGI's, never does.
   */
  readonly keepAliveMs?: number;
  /**
   * Most connections to one replica; null, the default, is no limit. With a limit requests would wait inside the pool,
   * where no deadline of ours sees them. The pool grows with the requests in flight and shrinks when idle.
   */
  readonly connections?: number | null;
}

export interface PoolStats {
  /** Connections, idle ones too. */
  readonly connected: number;
  /** Requests that have one. */
  readonly running: number;
  /** Requests that wait for one. */
  readonly pending: number;
}

/** Keep-alive connections to one replica. */
export interface Pool {
  /** It takes no new requests. */
  readonly closed: boolean;
  readonly stats: PoolStats;
  /** Never throws: whatever goes wrong is told to the handler, after this returned. */
  send(request: UpstreamRequest, handler: UpstreamHandler, clock: Clock): Exchange;
  /** Resolves when the requests under way have ended. */
  close(): Promise<void>;
  /** Breaks every connection; requests under way fail. */
  destroy(): Promise<void>;
}

/**
 * One pool per replica, opened when it is first needed. Without TLS it is our own client, HTTP/1.1 with one request at a
 * time on a connection; with TLS it is undici, HTTP/1.1 or, where it is offered and chosen, HTTP/2.
 */
export class ReplicaPools {
  readonly #options: PoolOptions;
  readonly #byAddress = new Map<string, Pool>();
  /** Saves the making of the address's text for every request. */
  readonly #byReplica = new WeakMap<Replica, Pool>();
  /** Closing, and not closed yet: streams under way. */
  readonly #retired = new Set<Pool>();
  #over: 'no' | 'closed' | 'destroyed' = 'no';

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  of(replica: Replica): Pool {
    const known = this.#byReplica.get(replica);
    if (known !== undefined && !known.closed) return known;
    const address = replicaAddress(replica);
    const pool = this.#byAddress.get(address) ?? this.#open(address, replica);
    this.#byReplica.set(replica, pool);
    return pool;
  }

  /**
   * Closes the pools of all but these, each when its last request has ended. Resolves then. A request that comes late all
   * the same, picked before, opens its pool again.
   */
  async retain(replicas: readonly Replica[]): Promise<void> {
    const kept = new Set(replicas.map(replicaAddress));
    const gone = [...this.#byAddress].filter(([address]) => !kept.has(address));
    for (const [address] of gone) this.#byAddress.delete(address);
    for (const [, pool] of gone) this.#retired.add(pool);
    await Promise.all(gone.map(([, pool]) => pool.close().finally(() => this.#retired.delete(pool))));
  }

  /** Takes no new requests, lets those under way end, then closes every connection. */
  async close(): Promise<void> {
    if (this.#over === 'no') this.#over = 'closed';
    await Promise.all([...this.#byAddress.values()].map((pool) => pool.close()));
  }

  /** Breaks every connection at once; requests under way fail. */
  async destroy(): Promise<void> {
    this.#over = 'destroyed';
    await Promise.all([...this.#byAddress.values(), ...this.#retired].map((pool) => pool.destroy()));
  }

  #open(address: string, { url, tls }: Replica): Pool {
    const { connectMs, keepAliveMs = 4_000, connections = null } = this.#options;
    const options = { url, connectMs, keepAliveMs, connections };
    const pool = url.protocol === 'https:' ? new SecurePool({ ...options, tls }) : new Http1Pool(options);
    this.#byAddress.set(address, pool);
    // A replica met for the first time after the end gets a pool that refuses like the others.
    if (this.#over === 'closed') void pool.close();
    if (this.#over === 'destroyed') void pool.destroy();
    return pool;
  }
}
