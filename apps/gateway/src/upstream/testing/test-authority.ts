import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface Identity {
  /** PEM, both. */
  readonly key: string;
  readonly cert: string;
}

export interface IdentityOptions {
  /** Names and IPv4 addresses that the certificate is for. */
  readonly hosts?: readonly string[];
  readonly validFrom?: Date;
  readonly validUntil?: Date;
}

/**
 * An authority that lives as long as a test, so that no private key and no certificate lies in the repository and none
 * can run out there. Writes X.509 (RFC 5280) in DER by hand, since Node can sign but not certify.
 */
export class TestAuthority {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #name: string;
  readonly cert: string;

  constructor(name = 'A test authority') {
    this.#name = name;
    const isAuthority = extension('551d13', sequence(der(0x01, Buffer.from([0xff]))));
    this.cert = this.#certify(name, this.#keys.publicKey, [isAuthority], {});
  }

  issue(options: IdentityOptions = {}): Identity {
    const { hosts = ['127.0.0.1', 'localhost'] } = options;
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = extension('551d11', sequence(...hosts.map(generalName)));
    const cert = this.#certify('A test server', publicKey, [names], options);
    return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
  }

  #certify(subject: string, key: KeyObject, extensions: readonly Buffer[], options: IdentityOptions): string {
    const { validFrom = new Date('2020-01-01T00:00:00Z'), validUntil = new Date('2120-01-01T00:00:00Z') } = options;
    const toSign = sequence(
      der(0xa0, der(0x02, Buffer.from([2]))),
      der(0x02, Buffer.from([1])),
      ecdsaWithSha256,
      commonName(this.#name),
      sequence(time(validFrom), time(validUntil)),
      commonName(subject),
      key.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', toSign, this.#keys.privateKey);
    const whole = sequence(toSign, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
    return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`;
  }
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const bytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));

function commonName(text: string): Buffer {
  return sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(text)))));
}

function extension(id: string, content: Buffer): Buffer {
  return sequence(objectId(id), der(0x04, content));
}

function generalName(host: string): Buffer {
  const address = /^\d+\.\d+\.\d+\.\d+$/.test(host);
  return address ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host));
}

/** GeneralizedTime, which takes every year. */
function time(at: Date): Buffer {
  return der(0x18, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`));
}
