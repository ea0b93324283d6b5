import type { ClientKey } from '@slipstream/config';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { requireGrant } from './key-grant.ts';
import { createAuthenticate } from './keyring.ts';
import { hashOf, testKey } from './testing/test-keys.ts';

const here = '127.0.0.1';
const elsewhere = '10.0.0.7';
const one = testKey('one', 'sk-the-first-secret');
const two = testKey('two', 'sk-the-second-secret');
let nowMs = 1_800_000_000_000;
const clock = { wallTime: () => nowMs };

function ringOf(...keys: readonly ClientKey[]): (sent: string | undefined) => ClientKey | null {
  const known = new Map(keys.map((key) => [key.name, key] as const));
  const ask = createAuthenticate({ keys: known }, clock);
  return (sent) => ask(sent, elsewhere);
}

const authenticate = ringOf(one, two);

describe('createAuthenticate', () => {
  it('serves this machine alone where there are no keys', () => {
    const open = createAuthenticate({ keys: null }, clock);
    for (const address of [here, '127.8.9.10', '::1', '::ffff:127.0.0.1']) {
      expect(open(undefined, address)).toBeNull();
      expect(open('Bearer whatever', address)).toBeNull();
    }
    for (const address of [elsewhere, '::ffff:10.0.0.7', '::2', '1127.0.0.1', '127.0.0.1.example', undefined]) {
      expect(() => open('Bearer whatever', address)).toThrow(/no keys yet.*its own machine only/);
    }
  });

  it('takes the secret before the last one, as long as it was promised', () => {
    const previous = { secretHash: hashOf('sk-the-former-secret'), untilMs: nowMs + 1000 };
    const ask = ringOf({ ...one, previous });
    expect(ask('Bearer sk-the-former-secret')?.name).toBe('one');
    expect(ask('Bearer sk-the-first-secret')?.name).toBe('one');
    nowMs += 1000;
    expect(() => ask('Bearer sk-the-former-secret')).toThrow('not known');
    expect(ask('Bearer sk-the-first-secret')?.name).toBe('one');
  });

  it('knows whose a key is', () => {
    expect(authenticate('Bearer sk-the-second-secret')?.name).toBe('two');
    expect(authenticate('bearer   sk-the-first-secret')?.name).toBe('one');
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'sk-the-first-secret',
    'Basic sk-the-first-secret',
    'Bearer sk-the-first-secret x',
    'Bearer sk-the-first-secret\u0000',
    'Bearer sk-the-first-secre',
    'Bearer SK-THE-FIRST-SECRET',
    `Bearer ${one.secretHash}`,
    `Bearer sha256:${one.secretHash}`,
    "Bearer ' OR 1=1 --",
    'Bearer __proto__',
    'Bearer constructor',
    `Bearer ${'x'.repeat(100_000)}`,
  ])('refuses %j', (sent) => {
    expect(() => authenticate(sent)).toThrow(expect.objectContaining({ code: 'unauthorized', status: 401 }));
  });

  it('never says what was sent', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), (token) => {
        try {
          authenticate(`Bearer ${token}`);
        } catch (error) {
          return error instanceof GatewayError && !error.message.includes(token);
        }
        return false;
      }),
    );
  });

  it('follows the keys as they change', () => {
    const source: { keys: ReadonlyMap<string, ClientKey> | null } = { keys: new Map([['one', one]]) };
    const following = createAuthenticate(source, clock);
    expect(following('Bearer sk-the-first-secret', here)?.name).toBe('one');
    source.keys = new Map([['two', two]]);
    expect(() => following('Bearer sk-the-first-secret', here)).toThrow('not known');
    expect(following('Bearer sk-the-second-secret', here)?.name).toBe('two');
    source.keys = null;
    expect(following(undefined, here)).toBeNull();
  });
});

describe('requireGrant', () => {
  const narrow = testKey('narrow', 'x', { models: new Set(['a', 'b']) });

  it('lets a gateway without keys, and a key for all models, be', () => {
    expect(() => requireGrant(null, 'c', 'mlp')).not.toThrow();
    expect(() => requireGrant(one, 'c', null)).not.toThrow();
  });

  it('tells of a model that is kept from the key as of one that does not exist', () => {
    expect(() => requireGrant(narrow, 'b', null)).not.toThrow();
    expect(() => requireGrant(narrow, 'c', null)).toThrow(
      expect.objectContaining({ code: 'model_not_found', message: 'There is no model "c". Models: a, b.' }),
    );
  });

  it('refuses a forced variant unless the key may force', () => {
    expect(() => requireGrant(one, 'a', 'mlp')).toThrow(expect.objectContaining({ code: 'variant_not_allowed' }));
    expect(() => requireGrant({ ...one, allowForced: true }, 'a', 'mlp')).not.toThrow();
  });
});
