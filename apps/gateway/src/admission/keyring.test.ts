import { createHash } from 'node:crypto';
import type { ClientKey } from '@slipstream/config';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { requireGrant } from './key-grant.ts';
import { createAuthenticate } from './keyring.ts';

function key(name: string, secret: string, over: Partial<ClientKey> = {}): readonly [string, ClientKey] {
  const secretHash = createHash('sha256').update(secret).digest('hex');
  const rates = { requests: null, tokens: null };
  return [name, { name, secretHash, models: null, allowForced: false, rates, ...over }];
}

const one = key('one', 'sk-the-first-secret');
const two = key('two', 'sk-the-second-secret');
const authenticate = createAuthenticate(() => ({ keys: new Map([one, two]) }));

describe('createAuthenticate', () => {
  it('serves everybody where there are no keys', () => {
    const open = createAuthenticate(() => ({ keys: null }));
    expect(open(undefined)).toBeNull();
    expect(open('Bearer whatever')).toBeNull();
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
    `Bearer ${one[1].secretHash}`,
    `Bearer sha256:${one[1].secretHash}`,
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

  it('follows the configuration in force', () => {
    let keys: ReadonlyMap<string, ClientKey> | null = new Map([one]);
    const following = createAuthenticate(() => ({ keys }));
    expect(following('Bearer sk-the-first-secret')?.name).toBe('one');
    keys = new Map([two]);
    expect(() => following('Bearer sk-the-first-secret')).toThrow('not known');
    expect(following('Bearer sk-the-second-secret')?.name).toBe('two');
    keys = null;
    expect(following(undefined)).toBeNull();
  });
});

describe('requireGrant', () => {
  const narrow = key('narrow', 'x', { models: new Set(['a', 'b']) })[1];

  it('lets a gateway without keys, and a key for all models, be', () => {
    expect(() => requireGrant(null, 'c', 'mlp')).not.toThrow();
    expect(() => requireGrant(one[1], 'c', null)).not.toThrow();
  });

  it('tells of a model that is kept from the key as of one that does not exist', () => {
    expect(() => requireGrant(narrow, 'b', null)).not.toThrow();
    expect(() => requireGrant(narrow, 'c', null)).toThrow(
      expect.objectContaining({ code: 'model_not_found', message: 'There is no model "c". Models: a, b.' }),
    );
  });

  it('refuses a forced variant unless the key may force', () => {
    expect(() => requireGrant(one[1], 'a', 'mlp')).toThrow(expect.objectContaining({ code: 'variant_not_allowed' }));
    expect(() => requireGrant({ ...one[1], allowForced: true }, 'a', 'mlp')).not.toThrow();
  });
});
