import { createHash } from 'node:crypto';
import { parseConfig } from '@slipstream/config';
import type { ClientKey, Config } from '@slipstream/config';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeyDesk } from '../../admission/key-desk.ts';
import { testBudgets, testKey } from '../../admission/testing/test-keys.ts';
import { openStore } from '../../store/service/open-store.ts';
import type { Store } from '../../store/service/open-store.ts';
import { StoreFolder } from '../../store/testing/store-folder.ts';
import { secretOf, startSimulatedAdmin } from '../../testing/simulated-admin.ts';
import type { SimulatedAdmin } from '../../testing/simulated-admin.ts';

const nowMs = Date.UTC(2026, 10, 24, 12);
/** A client's key with the role admin, and with limits of its own. */
const limited = testKey('limited', secretOf('limited'), {
  role: 'admin',
  models: new Set(['tgi']),
  rates: { requests: { amount: 600, windowSeconds: 60 }, tokens: null },
  budgets: testBudgets({ dayTokens: { hard: 1000 } }),
});
const modest = {
  models: ['tgi'],
  rates: { requests: { amount: 10, windowSeconds: 1 } },
  budgets: { day: { tokens: { hard: 1000 } }, month: {} },
};

let folder: StoreFolder;
let store: Store;
let desk: KeyDesk;
let admin: SimulatedAdmin;

beforeEach(async () => {
  folder = new StoreFolder();
  store = await openStore({ file: folder.file, url: null, maxBytes: 2 ** 30 }, () => nowMs);
  desk = new KeyDesk(store, () => config);
  const caller = { name: 'limited', role: 'admin', secretHash: limited.secretHash, client: limited } as const;
  admin = await startSimulatedAdmin({ operations: { desk }, callers: () => [caller] });
});
afterEach(async () => {
  await admin[Symbol.asyncDispose]();
  await store.close();
  folder[Symbol.dispose]();
});

const config = configOf(`
admin: { listen: 127.0.0.1:0, keys: { boss: { secret: a-secret-of-good-length, role: admin } } }
keys: { team-file: { secret: another-secret-of-good-length, models: [tgi] } }
models:
  tgi: { variants: { a: { engine: tgi, model: id, replicas: [http://a:1] } } }
  other: { variants: { b: { engine: tgi, model: id, replicas: [http://b:1] } } }
`);

function configOf(yaml: string): Config {
  const parsed = parseConfig(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}

interface Answer {
  readonly key: Readonly<Record<string, unknown>>;
  readonly secret: string | null;
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  readonly events: readonly { readonly seq: number; readonly by: string; readonly action: string }[];
  readonly error: { readonly code: string; readonly message: string };
}

async function ask(
  method: string,
  path: string,
  { as = 'admin', body, key }: { readonly as?: string; readonly body?: unknown; readonly key?: string } = {},
): Promise<[number, Answer]> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${secretOf(as)}`,
    'content-type': 'application/json',
  };
  if (key !== undefined) headers['idempotency-key'] = key;
  const sent = method === 'GET' ? null : JSON.stringify(body ?? {});
  const response = await fetch(`${admin.url}/api/v1${path}`, { method, headers, body: sent });
  return [response.status, (await response.json()) as Answer];
}

const good = async (): Promise<readonly ClientKey[]> => (await store.readKeys()).good;
const hashOf = (secret: string | null): string =>
  createHash('sha256')
    .update(secret ?? '')
    .digest('hex');

describe('keys by the admin API', () => {
  it('makes a key, shows its secret once, and grants what was asked for', async () => {
    const [status, { key, secret }] = await ask('POST', '/keys', {
      body: { name: 'team-a', role: 'viewer', allowForced: true, why: 'Tuesday', ...modest },
    });
    expect(status).toBe(201);
    expect(secret).toMatch(/^sk-slip-/);
    expect(key).toMatchObject({ name: 'team-a', source: 'database', createdAt: '2026-11-24T12:00:00.000Z' });
    expect(await good()).toMatchObject([
      {
        secretHash: hashOf(secret),
        role: 'viewer',
        allowForced: true,
        models: new Set(['tgi']),
        rates: { requests: { amount: 10, windowSeconds: 1 }, tokens: null },
        budgets: testBudgets({ dayTokens: { hard: 1000 } }),
      },
    ]);
  });

  it('lists keys of both kinds, and never a secret or its hash', async () => {
    const [, { secret }] = await ask('POST', '/keys', { body: { name: 'team-a' } });
    const [status, answer] = await ask('GET', '/keys', { as: 'viewer' });
    expect([status, answer.keys.map(({ name, source }) => [name, source])]).toEqual([
      200,
      [
        ['team-a', 'database'],
        ['team-file', 'configuration'],
      ],
    ]);
    const text = JSON.stringify(answer);
    expect(text).not.toContain(secret);
    expect(text).not.toMatch(/[0-9a-f]{64}|secret|hash/i);
  });

  it('gives a key another secret, with time to change over, and takes it back for good', async () => {
    const [, first] = await ask('POST', '/keys', { body: { name: 'team-a' } });
    const [status, second] = await ask('POST', '/keys/team-a/rotate', { body: { graceSeconds: 60 } });
    expect([status, second.key['previousUntil']]).toEqual([200, '2026-11-24T12:01:00.000Z']);
    expect(await good()).toMatchObject([
      { secretHash: hashOf(second.secret), previous: { secretHash: hashOf(first.secret), untilMs: nowMs + 60_000 } },
    ]);
    const [gone, { key }] = await ask('POST', '/keys/team-a/revoke', { body: { why: 'leaked' } });
    expect([gone, key['revokedAt']]).toEqual([200, '2026-11-24T12:00:00.000Z']);
    expect(await good()).toEqual([]);
  });

  it('keeps who did what, when and why, page by page', async () => {
    await ask('POST', '/keys', { body: { name: 'team-a', why: 'Tuesday' } });
    await ask('POST', '/keys/team-a/rotate', { as: 'limited' });
    await ask('POST', '/keys/team-a/revoke', { body: { why: 'leaked' } });
    const [status, { events }] = await ask('GET', '/audit', { as: 'viewer' });
    expect(status).toBe(200);
    expect(events).toMatchObject([
      { seq: 1, at: '2026-11-24T12:00:00.000Z', by: 'admin', action: 'create', key: 'team-a', why: 'Tuesday' },
      { seq: 2, by: 'admin', action: 'revoke', why: 'leaked' },
    ]);
    const [, page] = await ask('GET', '/audit?after=1&limit=1');
    expect(page.events.map(({ seq }) => seq)).toEqual([2]);
    expect((await ask('GET', '/audit?limit=501'))[0]).toBe(400);
  });

  it('does once what is asked again, and shows no secret twice', async () => {
    const wish = { body: { name: 'team-a' }, key: 'k-1' };
    const [made, { secret }] = await ask('POST', '/keys', wish);
    const [again, answer] = await ask('POST', '/keys', wish);
    expect([made, again, answer.secret, answer.key['name']]).toEqual([201, 200, null, 'team-a']);
    expect(await good()).toMatchObject([{ secretHash: hashOf(secret) }]);
    const [other, { error }] = await ask('POST', '/keys', { body: { name: 'team-b' }, key: 'k-1' });
    expect([other, error.message]).toEqual([409, expect.stringContaining('was used for another request')]);
    await ask('POST', '/keys/team-a/revoke', { key: 'k-2' });
    expect((await ask('POST', '/keys/team-a/revoke', { key: 'k-2' }))[0]).toBe(200);
    expect((await ask('GET', '/audit'))[1].events).toHaveLength(2);
    // Another asker's names are its own.
    expect((await ask('POST', '/keys', { as: 'limited', body: { name: 'team-c', ...modest }, key: 'k-1' }))[0]).toBe(
      201,
    );
  });

  it.each([
    ['viewer', 'POST', '/keys', 403],
    ['operator', 'POST', '/keys', 403],
    ['operator', 'POST', '/keys/team-a/rotate', 403],
    ['operator', 'POST', '/keys/team-a/revoke', 403],
    ['nobody', 'GET', '/keys', 401],
  ])('does not let a %s %s %s: %d', async (as, method, path, status) => {
    expect((await ask(method, path, { as, body: { name: 'team-a' } }))[0]).toBe(status);
    expect(await good()).toEqual([]);
  });

  it.each([
    [{ name: 'a b' }, 400, 'is no name for a key'],
    [{}, 400, 'name'],
    [{ name: 'a', colour: 'red' }, 400, 'colour'],
    [{ name: 'a', role: 'boss' }, 400, 'role'],
    [{ name: 'a', models: [] }, 400, 'models'],
    [{ name: 'a', models: ['llama'] }, 400, 'models: there is no model "llama"; models: tgi, other.'],
    [
      { name: 'a', rates: { requests: { amount: 1, windowSeconds: 7 } } },
      400,
      'rates.requests.windowSeconds: must be one of 1, 60, 3600, 86400',
    ],
    [{ name: 'a', budgets: { day: { tokens: { soft: 2, hard: 1 } }, month: {} } }, 400, 'the soft limit is above'],
    [{ name: 'team-file' }, 409, 'The configuration has a key "team-file" already'],
    [{ name: 'boss' }, 409, 'The configuration has a key "boss" already'],
  ])('refuses %j', async (body, status, message) => {
    const [given, { error }] = await ask('POST', '/keys', { body });
    expect([given, error.message]).toEqual([status, expect.stringContaining(message)]);
  });

  it('refuses changes of what is not there, is gone, or is the file’s', async () => {
    await ask('POST', '/keys', { body: { name: 'team-a' } });
    await ask('POST', '/keys/team-a/revoke');
    expect((await ask('POST', '/keys/nobody/rotate'))[0]).toBe(404);
    expect((await ask('POST', '/keys/team-a/rotate'))[0]).toBe(409);
    const [status, { error }] = await ask('POST', '/keys/team-file/revoke');
    expect([status, error.message]).toEqual([409, 'The key "team-file" is in the configuration: change it there.']);
  });

  it('takes no body that is larger than a wish, nor one whose length is not told', async () => {
    expect((await ask('POST', '/keys', { body: { name: 'team-a', why: ' '.repeat(100_000) } }))[0]).toBe(413);
    const headers = { authorization: `Bearer ${secretOf('admin')}`, 'content-type': 'application/json' };
    const body = new Blob(['{"name":"team-a"}']).stream();
    const chunked = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const response = await fetch(`${admin.url}/api/v1/keys`, chunked);
    expect([response.status, await response.json()]).toMatchObject([411, { error: { code: 'invalid' } }]);
    expect(await good()).toEqual([]);
  });
});

describe('a key that makes keys', () => {
  const as = 'limited';

  it('gives what it has', async () => {
    expect((await ask('POST', '/keys', { as, body: { name: 'team-a', ...modest, role: 'admin' } }))[0]).toBe(201);
    expect((await ask('POST', '/keys/team-a/rotate', { as }))[0]).toBe(200);
  });

  it.each([
    ['all models', { models: undefined }],
    ['another model', { models: ['tgi', 'other'] }],
    ['a variant of their choice', { allowForced: true }],
    ['no rate', { rates: undefined }],
    ['a higher rate', { rates: { requests: { amount: 11, windowSeconds: 1 } } }],
    ['no budget', { budgets: undefined }],
    ['a larger budget', { budgets: { day: { tokens: { hard: 1001 } }, month: {} } }],
  ])('does not give %s where it has less', async (_what, over) => {
    const [status, { error }] = await ask('POST', '/keys', { as, body: { name: 'team-a', ...modest, ...over } });
    expect([status, error.code]).toEqual([403, 'forbidden']);
    expect(error.message).toContain('Nobody gives what they do not have');
    expect(await good()).toEqual([]);
  });

  it('does not come by the secret of a key that may more', async () => {
    await ask('POST', '/keys', { body: { name: 'root' } });
    const before = await good();
    expect((await ask('POST', '/keys/root/rotate', { as }))[0]).toBe(403);
    expect(await good()).toEqual(before);
  });
});
