import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyChange } from '../../key-book.ts';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { sqliteTables } from '../sqlite/sqlite-tables.ts';
import { StoreFolder } from '../testing/store-folder.ts';
import { KeyError } from '../../key-error.ts';
import { noBudgets } from './key-grants.ts';
import { KeyStore } from './key-store.ts';

let folder: StoreFolder;
let database: DatabaseSync;
let keys: KeyStore;
let nowMs: number;

beforeEach(() => {
  folder = new StoreFolder();
  database = openSqlite(folder.file, { synced: false, maxBytes: 2 ** 30 });
  nowMs = 1_800_000_000_000;
  keys = new KeyStore(sqliteTables(database), () => nowMs);
});
afterEach(() => {
  database.close();
  folder[Symbol.dispose]();
});

const hashOf = (secret: string | null): string =>
  createHash('sha256')
    .update(secret ?? '')
    .digest('hex');
const by = (request: string | null = null): KeyChange => ({ by: 'ana', why: 'for a test', request });

describe('KeyStore', () => {
  it('shows a secret once, and keeps its hash alone', async () => {
    const secret = await keys.create('team-a', {}, by());
    expect(secret).toMatch(/^sk-slip-[A-Za-z0-9_-]{43}$/);
    expect(await keys.good()).toMatchObject([{ name: 'team-a', secretHash: hashOf(secret) }]);
    const stored = JSON.stringify(database.prepare('SELECT * FROM api_keys').all());
    expect(stored).not.toContain(secret);
    expect(JSON.stringify(await keys.list())).not.toContain(hashOf(secret));
  });

  it('keeps what a key may do, and nothing where nothing was said', async () => {
    const rates = { requests: { amount: 600, windowSeconds: 60 }, tokens: null };
    const budgets = { ...noBudgets, day: { ...noBudgets.day, tokens: { soft: 8, hard: 10 } } };
    await keys.create('team-a', { models: ['tgi'], allowForced: true, rates, budgets, role: 'operator' }, by());
    await keys.create('team-b', {}, by());
    expect(await keys.good()).toMatchObject([
      { models: new Set(['tgi']), allowForced: true, rates, budgets, role: 'operator', previous: null },
      { models: null, allowForced: false, rates: { requests: null, tokens: null }, budgets: noBudgets, role: null },
    ]);
  });

  it('gives no name twice, not even that of a key that is gone', async () => {
    await keys.create('team-a', {}, by());
    await expect(keys.create('team-a', {}, by())).rejects.toThrow('There is, or was, a key "team-a" already');
    await keys.revoke('team-a', by());
    await expect(keys.create('team-a', {}, by())).rejects.toThrow(KeyError);
  });

  it.each(['', ' a', 'a b', '-a', 'ä', 'a'.repeat(64), 'a"b', 'a\n'])('refuses %j as a name', async (name) => {
    await expect(keys.create(name, {}, by())).rejects.toThrow('is no name for a key');
  });

  it('takes a key back for good', async () => {
    await keys.create('team-a', {}, by());
    await keys.revoke('team-a', by());
    expect(await keys.good()).toEqual([]);
    expect(await keys.list()).toMatchObject([{ name: 'team-a', revokedAtMs: nowMs }]);
    await expect(keys.revoke('team-a', by())).rejects.toThrow('is revoked');
    await expect(keys.rotate('team-a', 0, by())).rejects.toThrow('is revoked');
    await expect(keys.revoke('nobody', by())).rejects.toThrow('There is no key "nobody"');
  });

  it('changes the secret of a key, at once or with time to change over', async () => {
    const first = await keys.create('team-a', { role: 'admin' }, by());
    const second = await keys.rotate('team-a', 3_600_000, by());
    const previous = { secretHash: hashOf(first), untilMs: nowMs + 3_600_000 };
    expect(await keys.good()).toMatchObject([{ role: 'admin', secretHash: hashOf(second), previous }]);
    const third = await keys.rotate('team-a', 0, by());
    expect(await keys.good()).toMatchObject([{ secretHash: hashOf(third), previous: null }]);
  });

  it('lets one of two win who rotate at the same time', async () => {
    await keys.create('team-a', {}, by());
    const results = await Promise.allSettled([keys.rotate('team-a', 0, by()), keys.rotate('team-a', 0, by())]);
    const won = results.filter((result) => result.status === 'fulfilled');
    const [key] = await keys.good();
    expect(won.map(({ value }) => hashOf(value))).toContain(key?.secretHash);
    const lost = results.filter((result) => result.status === 'rejected').map(({ reason }) => String(reason));
    expect(lost.filter((text) => !text.includes('Somebody else'))).toEqual([]);
  });

  it('keeps who did what, when and why, with each change and not without one', async () => {
    await keys.create('team-a', { models: ['tgi'] }, by());
    await keys.rotate('team-a', 5000, by());
    await keys.revoke('team-a', by());
    await expect(keys.revoke('team-a', by())).rejects.toThrow('is revoked');
    await expect(keys.create('team-a', {}, by())).rejects.toThrow('already');
    const common = { atMs: nowMs, by: 'ana', key: 'team-a', why: 'for a test', request: null };
    expect(await keys.log.read(0, 10)).toEqual([
      {
        ...common,
        seq: 1,
        action: 'create',
        details: {
          models: ['tgi'],
          allowForced: false,
          rates: { requests: null, tokens: null },
          budgets: noBudgets,
          role: null,
        },
      },
      { ...common, seq: 2, action: 'rotate', details: { graceSeconds: 5 } },
      { ...common, seq: 3, action: 'revoke', details: {} },
    ]);
    expect((await keys.log.read(1, 1)).map(({ seq }) => seq)).toEqual([2]);
    expect(JSON.stringify(await keys.log.read(0, 10))).not.toMatch(/sk-slip|[0-9a-f]{64}/);
  });

  it('decides once what comes again under the same name, and shows no secret twice', async () => {
    const secret = await keys.create('team-a', {}, by('r-1'));
    expect(await keys.create('team-a', {}, by('r-1'))).toBeNull();
    expect(await keys.good()).toMatchObject([{ secretHash: hashOf(secret) }]);
    const [second, again] = await Promise.all([
      keys.rotate('team-a', 60_000, by('r-2')),
      keys.rotate('team-a', 60_000, by('r-2')),
    ]);
    expect([second, again].filter((one) => one === null)).toHaveLength(1);
    expect(await keys.good()).toMatchObject([{ previous: { secretHash: hashOf(secret) } }]);
    await keys.revoke('team-a', by('r-3'));
    await keys.revoke('team-a', by('r-3'));
    expect(await keys.log.read(0, 10)).toHaveLength(3);
  });

  it('keeps no key without its event where the disk is full, and says that it is no fault of the wish', async () => {
    const small = openSqlite(`${folder.file}-small`, { synced: false, maxBytes: 0 });
    const full = new KeyStore(sqliteTables(small), () => nowMs);
    let failure: unknown = null;
    for (let count = 0; failure === null; count += 1) {
      failure = await full.create(`team-${count}`, {}, { ...by(), why: 'x'.repeat(4000) }).then(
        () => null,
        (error: unknown) => error,
      );
    }
    expect(failure).toMatchObject({ message: 'database or disk is full' });
    expect(failure).not.toBeInstanceOf(KeyError);
    const made = await full.list();
    expect((await full.log.read(0, 1000)).map(({ key }) => key).sort()).toEqual(made.map(({ name }) => name));
    expect(made.length).toBeGreaterThan(10);
    small.close();
  });

  it('refuses another wish under a name that was used', async () => {
    await keys.create('team-a', {}, by('r-1'));
    const used = 'This idempotency key was used for another request (create of "team-a")';
    await expect(keys.create('team-b', {}, by('r-1'))).rejects.toThrow(used);
    await expect(keys.create('team-a', { role: 'admin' }, by('r-1'))).rejects.toThrow(used);
    await expect(keys.rotate('team-a', 0, by('r-1'))).rejects.toThrow(used);
  });
});
