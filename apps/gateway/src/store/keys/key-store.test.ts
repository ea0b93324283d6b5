import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../sqlite/open-sqlite.ts';
import { sqliteTables } from '../sqlite/sqlite-tables.ts';
import { StoreFolder } from '../testing/store-folder.ts';
import { KeyError } from './key-error.ts';
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

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

describe('KeyStore', () => {
  it('shows a secret once, and keeps its hash alone', async () => {
    const secret = await keys.create('team-a');
    expect(secret).toMatch(/^sk-slip-[A-Za-z0-9_-]{43}$/);
    expect(await keys.good()).toMatchObject([{ name: 'team-a', secretHash: hashOf(secret) }]);
    const stored = JSON.stringify(database.prepare('SELECT * FROM api_keys').all());
    expect(stored).not.toContain(secret);
    expect(JSON.stringify(await keys.list())).not.toContain(hashOf(secret));
  });

  it('keeps what a key may do, and nothing where nothing was said', async () => {
    const rates = { requests: { amount: 600, windowSeconds: 60 }, tokens: null };
    const budgets = { ...noBudgets, day: { ...noBudgets.day, tokens: { soft: 8, hard: 10 } } };
    await keys.create('team-a', { models: ['tgi'], allowForced: true, rates, budgets, role: 'operator' });
    await keys.create('team-b');
    expect(await keys.good()).toMatchObject([
      { models: new Set(['tgi']), allowForced: true, rates, budgets, role: 'operator', previous: null },
      { models: null, allowForced: false, rates: { requests: null, tokens: null }, budgets: noBudgets, role: null },
    ]);
  });

  it('gives no name twice, not even that of a key that is gone', async () => {
    await keys.create('team-a');
    await expect(keys.create('team-a')).rejects.toThrow('There is, or was, a key "team-a" already');
    await keys.revoke('team-a');
    await expect(keys.create('team-a')).rejects.toThrow(KeyError);
  });

  it.each(['', ' a', 'a b', '-a', 'ä', 'a'.repeat(64), 'a"b', 'a\n'])('refuses %j as a name', async (name) => {
    await expect(keys.create(name)).rejects.toThrow('is no name for a key');
  });

  it('takes a key back for good', async () => {
    await keys.create('team-a');
    await keys.revoke('team-a');
    expect(await keys.good()).toEqual([]);
    expect(await keys.list()).toMatchObject([{ name: 'team-a', revokedAtMs: nowMs }]);
    await expect(keys.revoke('team-a')).rejects.toThrow('is revoked');
    await expect(keys.rotate('team-a')).rejects.toThrow('is revoked');
    await expect(keys.revoke('nobody')).rejects.toThrow('There is no key "nobody"');
  });

  it('changes the secret of a key, at once or with time to change over', async () => {
    const first = await keys.create('team-a', { role: 'admin' });
    const second = await keys.rotate('team-a', 3_600_000);
    const previous = { secretHash: hashOf(first), untilMs: nowMs + 3_600_000 };
    expect(await keys.good()).toMatchObject([{ role: 'admin', secretHash: hashOf(second), previous }]);
    const third = await keys.rotate('team-a');
    expect(await keys.good()).toMatchObject([{ secretHash: hashOf(third), previous: null }]);
  });

  it('lets one of two win who rotate at the same time', async () => {
    await keys.create('team-a');
    const results = await Promise.allSettled([keys.rotate('team-a'), keys.rotate('team-a')]);
    const won = results.filter((result) => result.status === 'fulfilled');
    const [key] = await keys.good();
    expect(won.map(({ value }) => hashOf(value))).toContain(key?.secretHash);
    const lost = results.filter((result) => result.status === 'rejected').map(({ reason }) => String(reason));
    expect(lost.filter((text) => !text.includes('Somebody else'))).toEqual([]);
  });
});
