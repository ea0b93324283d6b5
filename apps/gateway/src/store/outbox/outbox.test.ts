import { DatabaseSync } from 'node:sqlite';
import type { Worker } from 'node:worker_threads';
import { Instruments } from '@slipstream/metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock, Logger, Timers } from '../../ports.ts';
import { ledgerValues } from '../ledger/ledger-row.ts';
import type { LedgerValue } from '../ledger/ledger-row.ts';
import { SqliteUnusable } from '../sqlite/open-sqlite.ts';
import { StoreFolder } from '../testing/store-folder.ts';
import { testRow } from '../testing/test-rows.ts';
import { OutboxReports } from './outbox-reports.ts';
import { Outbox } from './outbox.ts';

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };
/** Ten times as fast as in earnest. */
const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs / 10);
    return () => clearTimeout(timer);
  },
};

let folder: StoreFolder;
let alarms: string[];
let instruments: Instruments;

beforeEach(() => {
  folder = new StoreFolder();
  alarms = [];
  instruments = new Instruments();
});
afterEach(() => folder[Symbol.dispose]());

async function open(over: { maxBytes?: number; url?: string } = {}): Promise<Outbox> {
  const told = (_fields: unknown, message: string): unknown => alarms.push(message);
  const logger: Logger = { debug: told, info: told, warn: told, error: told };
  const reports = new OutboxReports(instruments, logger, clock);
  const data = { file: folder.file, synced: false, maxBytes: 2 ** 30, retentionMs: 9e9, url: null, ...over };
  return await Outbox.open(data, { clock, timers, reports });
}

function row(id: string): LedgerValue[] {
  return ledgerValues(testRow({ id }));
}

function storedIds(): unknown[] {
  const database = new DatabaseSync(folder.file, { readOnly: true });
  const ids = database.prepare('SELECT id FROM requests ORDER BY id').all();
  database.close();
  return ids.map(({ id }) => id);
}

const committed = (outbox: Outbox, id: string): Promise<void> =>
  new Promise((resolve) => outbox.commit(row(id), resolve));

describe('Outbox', () => {
  it('has a row on disk when it says so, with all that came before it', async () => {
    const outbox = await open();
    outbox.append(row('a'));
    outbox.append(row('b'));
    await committed(outbox, 'c');
    expect(storedIds()).toEqual(['a', 'b', 'c']);
    expect(outbox.waiting).toBe(0);
    await outbox.stop();
  });

  it('writes what was appended without being asked, in groups', async () => {
    const outbox = await open();
    for (let index = 0; index < 1000; index += 1) outbox.append(row(`row-${index}`));
    while (outbox.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(storedIds()).toHaveLength(1000);
    await outbox.stop();
    const page = await instruments.render();
    expect(page).toContain('slipstream_ledger_rows_total 1000');
    expect(page).toContain('slipstream_ledger_commit_seconds_count 1\n');
  });

  it('writes all that it has before it stops', async () => {
    const outbox = await open();
    for (let index = 0; index < 500; index += 1) outbox.append(row(`row-${index}`));
    await outbox.stop();
    expect(storedIds()).toHaveLength(500);
  });

  it('keeps rows while another one has the file, and writes them in the end, each once', async () => {
    const outbox = await open();
    const other = new DatabaseSync(folder.file);
    other.exec('BEGIN IMMEDIATE');
    const first = committed(outbox, 'a');
    while (alarms.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    outbox.append(row('b'));
    expect(alarms).toEqual(['the ledger cannot be written; its rows wait in memory']);
    other.exec('COMMIT');
    other.close();
    await first;
    await outbox.stop();
    expect(storedIds()).toEqual(['a', 'b']);
    expect(alarms.at(-1)).toBe('the ledger is written again');
    expect(await instruments.render()).toContain('slipstream_ledger_write_failures_total{reason="locked"} 1');
  }, 15_000);

  it('raises an alarm when its limit keeps rows out, and goes on', async () => {
    const outbox = await open({ maxBytes: 300_000, url: 'postgres://127.0.0.1:1/nobody' });
    for (let index = 0; index < 2000; index += 1) outbox.append(row(`row-${index}`));
    while (!alarms.some((alarm) => alarm.includes('cannot be written'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(outbox.waiting).toBe(2000);
    expect(await instruments.render()).toContain('slipstream_ledger_write_failures_total{reason="full"}');
    await outbox.stop();
    expect(alarms.at(-1)).toContain('ROWS OF THE LEDGER ARE LOST');
    expect(await instruments.render()).toContain('slipstream_ledger_lost_rows_total 2000');
  }, 15_000);

  it('goes on in another thread when its own is gone, with what that one had not done', async () => {
    const threads: Worker[] = [];
    const note = (thread: Worker): unknown => threads.push(thread);
    process.on('worker', note);
    const outbox = await open();
    const last = Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, index / 5));
        if (index === 250) await threads[0]?.terminate();
        await committed(outbox, `row-${index}`);
      }),
    );
    await last;
    await outbox.stop();
    process.off('worker', note);
    expect(threads).toHaveLength(2);
    expect(new Set(storedIds()).size).toBe(500);
    expect(alarms).toEqual(['the thread of the ledger ended; it is started again, and no row is lost by this']);
  }, 15_000);

  it('loses only the row that the columns do not take', async () => {
    const outbox = await open();
    outbox.append(ledgerValues(testRow({ id: 'bad', attempts: 0.5 })));
    await committed(outbox, 'good');
    await outbox.stop();
    expect(storedIds()).toEqual(['good']);
    expect(alarms).toEqual(['ROWS OF THE LEDGER ARE LOST: its columns do not take them, which is a bug']);
  });

  it('does not open where the file cannot be used', async () => {
    await (await open()).stop();
    const database = new DatabaseSync(folder.file);
    database.exec('PRAGMA user_version = 77');
    database.close();
    await expect(open()).rejects.toThrow(SqliteUnusable);
  });
});
