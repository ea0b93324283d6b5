import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ClientKey, Config } from '@slipstream/config';
import { GatewayError } from '../errors.ts';

/**
 * The keys of clients, found by what a client sent. Their number does not change how long that takes, nor does a wrong
 * key that is nearly right: looked up is a hash of the hash with a salt of this process, whose bits no client can aim at.
 */
class Keyring {
  readonly #salt = randomBytes(32);
  readonly #byBlindedHash = new Map<string, ClientKey>();

  constructor(keys: Iterable<ClientKey>) {
    for (const key of keys) this.#byBlindedHash.set(this.#blind(Buffer.from(key.secretHash, 'hex')), key);
  }

  find(token: string): ClientKey | null {
    const sent = hash('sha256', token, 'buffer');
    const key = this.#byBlindedHash.get(this.#blind(sent));
    if (key === undefined) return null;
    return timingSafeEqual(sent, Buffer.from(key.secretHash, 'hex')) ? key : null;
  }

  #blind(digest: Buffer): string {
    return hash('sha256', Buffer.concat([this.#salt, digest]), 'base64');
  }
}

/** Of RFC 6750 §2.1; visible ASCII, so that nothing that is no key costs a hash. */
const bearer = /^Bearer +([\x21-\x7e]+)$/i;

/**
 * Tells whose request it is from its `authorization` header; null where the configuration has no keys, and all are served.
 * @throws GatewayError `unauthorized` without a key or with an unknown one.
 */
export type Authenticate = (authorization: string | undefined) => ClientKey | null;

/** Follows the configuration in force. */
export function createAuthenticate(config: () => Pick<Config, 'keys'>): Authenticate {
  let keys: Config['keys'] = null;
  let ring = new Keyring([]);
  return (authorization) => {
    const inForce = config().keys;
    if (inForce === null) return null;
    if (inForce !== keys) {
      keys = inForce;
      ring = new Keyring(inForce.values());
    }
    const token = bearer.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unauthorized('This gateway needs a key: send it as "Authorization: Bearer KEY".');
    const key = ring.find(token);
    if (key === null) throw unauthorized('The key is not known here.');
    return key;
  };
}

function unauthorized(message: string): GatewayError {
  return new GatewayError('unauthorized', message, { param: 'authorization' });
}
