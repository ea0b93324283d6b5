import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientKey } from '@slipstream/config';
import { GatewayError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { isLoopback } from './is-loopback.ts';

/**
 * The keys of clients, found by what a client sent. Their number does not change how long that takes, nor does a wrong
 * key that is nearly right: looked up is a hash of the hash with a salt of this process, whose bits no client can aim at.
 */
class Keyring {
  readonly #salt = randomBytes(32);
  readonly #byBlindedHash = new Map<string, Entry>();

  constructor(keys: Iterable<ClientKey>) {
    for (const key of keys) {
      if (key.previous !== null) this.#add(key, key.previous.secretHash, key.previous.untilMs);
      this.#add(key, key.secretHash, Infinity);
    }
  }

  find(token: string, wallMs: number): ClientKey | null {
    const sent = hash('sha256', token, 'buffer');
    const entry = this.#byBlindedHash.get(this.#blind(sent));
    if (entry === undefined || !timingSafeEqual(sent, entry.secretHash)) return null;
    return wallMs < entry.untilMs ? entry.key : null;
  }

  #add(key: ClientKey, secretHash: string, untilMs: number): void {
    const digest = Buffer.from(secretHash, 'hex');
    this.#byBlindedHash.set(this.#blind(digest), { key, secretHash: digest, untilMs });
  }

  #blind(digest: Buffer): string {
    return hash('sha256', Buffer.concat([this.#salt, digest]), 'base64');
  }
}

interface Entry {
  readonly key: ClientKey;
  readonly secretHash: Buffer;
  /** Wall clock. */
  readonly untilMs: number;
}

/** Of RFC 6750 §2.1; visible ASCII, so that nothing that is no key costs a hash. */
const bearer = /^Bearer +([\x21-\x7e]+)$/i;

export interface KeySource {
  /** Null: no key is asked for, and only this machine is served. */
  readonly keys: ReadonlyMap<string, ClientKey> | null;
}

/**
 * Tells whose request it is from its `authorization` header; null where there are no keys, and the client is on this
 * machine (`remoteAddress` is that of its socket).
 * @throws GatewayError `unauthorized` without a key or with one that is not good, and for other machines without keys.
 */
export type Authenticate = (authorization: string | undefined, remoteAddress: string | undefined) => ClientKey | null;

/** Follows the keys as they change. */
export function createAuthenticate(source: KeySource, clock: Pick<Clock, 'wallTime'>): Authenticate {
  let keys: KeySource['keys'] = null;
  let ring = new Keyring([]);
  return (authorization, remoteAddress) => {
    const inForce = source.keys;
    if (inForce === null) {
      if (isLoopback(remoteAddress)) return null;
      throw unauthorized('This gateway has no keys yet, so it serves clients on its own machine only.');
    }
    if (inForce !== keys) {
      keys = inForce;
      ring = new Keyring(inForce.values());
    }
    const token = bearer.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('This gateway needs a key: send it as "Authorization: Bearer KEY".');
    const key = ring.find(token, clock.wallTime());
    if (key === null) throw unauthorized('The key is not known here.');
    return key;
  };
}

function unauthorized(message: string): GatewayError {
  return new GatewayError('unauthorized', message, { param: 'authorization' });
}
