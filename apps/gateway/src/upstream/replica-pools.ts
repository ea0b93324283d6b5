import { Pool } from 'undici';
import type { Replica } from '@slipstream/config';
import { createConnector } from './connector.ts';
import { replicaAddress } from './replica-address.ts';

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

/**
 * One pool of keep-alive connections per replica, opened when it is first needed. HTTP/1.1, one request at a time each;
 * or HTTP/2 where it is offered and chosen, a hundred at a time each.
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
    const open = [...this.#byAddress.values()].filter((pool) => !pool.destroyed);
    await Promise.all(open.map((pool) => pool.close()));
  }

  /** Breaks every connection at once; requests under way fail. */
  async destroy(): Promise<void> {
    this.#over = 'destroyed';
    await Promise.all([...this.#byAddress.values(), ...this.#retired].map((pool) => pool.destroy()));
  }

  #open(address: string, { url, tls }: Replica): Pool {
    const { connectMs, keepAliveMs = 4_000, connections = null } = this.#options;
    const pool = new Pool(url.origin, {
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
    this.#byAddress.set(address, pool);
    // A replica met for the first time after the end gets a pool that refuses like the others.
    if (this.#over === 'closed') void pool.close();
    if (this.#over === 'destroyed') void pool.destroy();
    return pool;
  }
}
