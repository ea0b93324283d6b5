import { writeFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredSpending } from '../../metering/usage/spending.ts';
import { KeyError } from '../../key-error.ts';
import { ledgerValues } from '../ledger/ledger-row.ts';
import { OutboxFile } from '../outbox/outbox-file.ts';
import { StoreFolder } from '../testing/store-folder.ts';
import { testRow } from '../testing/test-rows.ts';
import { askUsage } from './ask-usage.ts';
import { openStore } from './open-store.ts';
import type { KeysReading } from './open-store.ts';
import { StoreClient } from './store-client.ts';

const by = { by: 'ana', why: '', request: null };

let folder: StoreFolder;
let heard: KeysReading[];
let spending: StoredSpending[];
let told: string[];
let onHeard: () => void;
let client: StoreClient | null;

beforeEach(() => {
  folder = new StoreFolder();
  [heard, spending, told, client] = [[], [], [], null];
  onHeard = () => undefined;
});
afterEach(async () => {
  await client?.stop();
  folder[Symbol.dispose]();
});

async function open(url: string | null = null): Promise<StoreClient> {
  const say = (_fields: unknown, message: string): unknown => told.push(message);
  client = new StoreClient(
    { file: folder.file, url, maxBytes: 2 ** 30 },
    {
      timers: {
        after(delayMs, run) {
          const timer = setTimeout(run, delayMs);
          return () => clearTimeout(timer);
        },
      },
      logger: { debug: say, info: say, warn: say, error: say },
      onKeys: (keys) => {
        heard.push(keys);
        onHeard();
      },
      onSpending: (stored) => spending.push(...stored),
    },
  );
  await client.firstWord();
  return client;
}

const nextKeys = (): Promise<void> =>
  new Promise((resolve) => {
    onHeard = resolve;
  });

describe('StoreClient', () => {
  it('tells at once that there is no key, and of each change before who made it is answered', async () => {
    const store = await open();
    expect(heard).toEqual([{ good: [], none: true }]);
    await store.createKey('team-a', { models: ['tgi'] }, by);
    expect(heard.at(-1)).toMatchObject({ good: [{ name: 'team-a', models: new Set(['tgi']) }], none: false });
    await store.revokeKey('team-a', by);
    expect(heard.at(-1)).toEqual({ good: [], none: false });
  });

  it('hears of a key that another process has made', async () => {
    await open();
    const other = await openStore({ file: folder.file, url: null, maxBytes: 2 ** 30 }, () => Date.now());
    const changed = nextKeys();
    await other.createKey('team-a', {}, by);
    await changed;
    await other.close();
    expect(heard.at(-1)).toMatchObject({ good: [{ name: 'team-a' }] });
  });

  it('says what was wrong with a wish, and goes on', async () => {
    const store = await open();
    await expect(store.revokeKey('nobody', by)).rejects.toMatchObject({ reason: 'unknown' });
    await expect(store.revokeKey('nobody', by)).rejects.toThrow(KeyError);
    await expect(store.createKey('no name', {}, by)).rejects.toThrow('is no name for a key');
    expect(await store.rotateKey('nobody', 0, by).catch(String)).toContain('There is no key');
    expect(await store.listKeys()).toEqual([]);
  });

  it('knows what was spent before it came', async () => {
    {
      using file = new OutboxFile({
        file: folder.file,
        synced: false,
        maxBytes: 2 ** 30,
        retentionMs: 9e12,
        ships: false,
      });
      file.write([ledgerValues(testRow({ received_at_ms: Date.now() }))]);
    }
    const store = await open();
    expect(spending).toMatchObject([
      { key: 'team-a', period: 'day', tokens: 31, costNanos: 10_600 },
      { key: 'team-a', period: 'month', tokens: 31 },
    ]);
    expect(await askUsage(store, { sinceMs: 0, untilMs: null, by: ['key'], key: null })).toMatchObject([
      { key: 'team-a', requests: 1 },
    ]);
  });

  it('starts without a database that cannot be reached, and says so once', async () => {
    const store = await open('postgres://127.0.0.1:1/nothing');
    expect(heard).toEqual([]);
    await expect(store.listKeys()).rejects.toThrow('ECONNREFUSED');
    expect(told).toEqual(['the database cannot be asked for keys and usage; what was known of keys stays in force']);
  });

  it('says what is wrong with a file', async () => {
    mkdirSync(dirname(folder.file));
    writeFileSync(folder.file, 'not a database, though it is long enough to be looked at as one'.repeat(20));
    const store = await open();
    await expect(store.listKeys()).rejects.toThrow('file is not a database');
  });
});
