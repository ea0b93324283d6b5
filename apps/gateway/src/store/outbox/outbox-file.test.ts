import { statSync, existsSync, writeFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerColumns, ledgerValues } from '../ledger/ledger-row.ts';
import type { LedgerRow, LedgerValue } from '../ledger/ledger-row.ts';
import { sqliteSchema } from '../sqlite/sqlite-schema.ts';
import { StoreFolder } from '../testing/store-folder.ts';
import { testRow } from '../testing/test-rows.ts';
import { OutboxFile } from './outbox-file.ts';
import type { OutboxFileOptions } from './outbox-file.ts';

let folder: StoreFolder;
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(() => folder[Symbol.dispose]());

function open(over: Partial<OutboxFileOptions> = {}): OutboxFile {
  const options = { synced: false, maxBytes: 2 ** 30, retentionMs: 90 * 86_400_000, ships: false };
  return new OutboxFile({ file: folder.file, ...options, ...over });
}

function rows(count: number, over: (index: number) => Partial<LedgerRow> = () => ({})): LedgerValue[][] {
  return Array.from({ length: count }, (_, index) => ledgerValues(testRow({ id: `row-${index}`, ...over(index) })));
}

function stored(file: OutboxFile, sql = 'SELECT * FROM requests ORDER BY received_at_ms'): Record<string, unknown>[] {
  return file.database.prepare(sql).all();
}

describe('OutboxFile', () => {
  it('keeps rows as they are, over a restart', () => {
    {
      using file = open();
      file.write(rows(1));
    }
    using again = open();
    expect(stored(again)).toEqual([{ ...testRow({ id: 'row-0' }), shipped: 0 }]);
  });

  it('lets no other user look into it', () => {
    using file = open();
    file.write(rows(1));
    const names = ['', '-wal', '-shm'].map((end) => `${folder.file}${end}`);
    expect(names.map((name) => statSync(name).mode & 0o077)).toEqual([0, 0, 0]);
  });

  it('has the columns of a row, and the one that tells what was shipped', () => {
    using file = open();
    const columns = stored(file, `SELECT name FROM pragma_table_info('requests')`).map(({ name }) => name);
    expect(new Set(columns)).toEqual(new Set([...ledgerColumns, 'shipped']));
  });

  it('brings a file of an earlier version up to date, and keeps its rows', () => {
    mkdirSync(dirname(folder.file), { recursive: true });
    const old = new DatabaseSync(folder.file);
    for (const step of sqliteSchema.slice(0, 2)) old.exec(step);
    const columns =
      'id, request_id, received_at_ms, route, model, experiment, unit, exposure, forced, variant, attempts, outcome, streamed, duration_seconds';
    old.exec(
      `INSERT INTO requests (${columns}) VALUES ('old', 'r', 5, 'chat', 'm', 's', 'user', 1, 0, 'v', 1, 'ok', 1, 0.5)`,
    );
    old.exec('PRAGMA user_version = 2');
    old.close();
    using file = open();
    file.write([ledgerValues(testRow({ id: 'new', run: 'live.1.2', accepted_by_position: '[3,1]' }))]);
    expect(stored(file)).toMatchObject([
      { id: 'old', duration_seconds: 0.5, run: null, prompt_class: null, gpu_seconds: null, shipped: 0 },
      { id: 'new', run: 'live.1.2', prompt_class: 'chat', accepted_by_position: '[3,1]' },
    ]);
  });

  it('has a row once, however often it is written; the last one counts, and is shipped again', () => {
    using file = open();
    file.write(rows(1));
    file.database.exec('UPDATE requests SET shipped = 1');
    file.write(rows(1, () => ({ outcome: 'client_gone' })));
    expect(stored(file)).toMatchObject([{ outcome: 'client_gone', shipped: 0 }]);
  });

  it('writes the sound rows of a group, and names the others', () => {
    using file = open();
    const group = rows(4, (index) => (index === 1 ? { status: 200.5 } : {}));
    group[2] = [...(group[2] ?? []).slice(0, -1), new Date() as unknown as number];
    expect(file.write(group)).toEqual([group[1], group[2]]);
    expect(stored(file).map(({ id }) => id)).toEqual(['row-0', 'row-3']);
  });

  it('removes what is past its retention by its stamp, of what it found there', () => {
    {
      using file = open();
      file.write(rows(4, (index) => ({ received_at_ms: index * 1000 })));
      file.database.exec(`UPDATE requests SET shipped = 1 WHERE id <> 'row-0'`);
    }
    using file = open({ retentionMs: 1000, ships: true });
    file.write(rows(1, () => ({ id: 'stamped wrongly', received_at_ms: 1 })));
    file.database.exec(`UPDATE requests SET shipped = 1 WHERE id = 'stamped wrongly'`);
    expect(file.expire(3500, 0)).toBe(2);
    expect(stored(file).map(({ id }) => id)).toEqual(['row-0', 'stamped wrongly', 'row-3']);
  });

  it('removes what it has written itself by the time that it has been there', () => {
    using file = open({ ships: false });
    file.write(rows(3));
    const aged = file.newestRowid;
    file.write(rows(1, () => ({ id: 'young', received_at_ms: 0 })));
    expect(file.expire(9e15, aged)).toBe(3);
    expect(stored(file).map(({ id }) => id)).toEqual(['young']);
  });

  it('lets the oldest rows make room at the limit', () => {
    using file = open({ maxBytes: 1_000_000 });
    for (let group = 0; group < 30; group += 1) {
      file.write(rows(200, (index) => ({ id: `${group}-${index}`, received_at_ms: group * 1000 + index })));
    }
    const [first] = stored(file, 'SELECT min(received_at_ms) AS oldest, max(received_at_ms) AS newest FROM requests');
    expect(first).toMatchObject({ newest: 29_199 });
    expect(Number(first?.['oldest'])).toBeGreaterThan(0);
    expect(file.diskUse().bytes).toBeLessThanOrEqual(1_000_000);
  });

  it('refuses to forget what is not shipped yet, and takes it once there is room', () => {
    using file = open({ maxBytes: 1_000_000, ships: true });
    let written = 0;
    const fill = (groups: number): void => {
      const end = written + groups;
      for (; written < end; written += 1) file.write(rows(20, (index) => ({ id: `${written}-${index}` })));
    };
    expect(() => fill(300)).toThrow(/full/);
    const before = written;
    expect(stored(file, 'SELECT count(*) AS n FROM requests')).toEqual([{ n: before * 20 }]);
    expect(file.evict()).toBe(0);
    file.database.exec('UPDATE requests SET shipped = 1');
    fill(30);
    expect(stored(file, `SELECT count(*) AS n FROM requests WHERE shipped = 0`)).toEqual([{ n: 30 * 20 }]);
  });

  it('says of a file that is no database what it is, and leaves it alone', () => {
    mkdirSync(dirname(folder.file));
    writeFileSync(folder.file, 'This is a text of some length, and not a database at all.\n'.repeat(100));
    expect(() => open()).toThrow(/slipstream\.db cannot be used: file is not a database.*move it away/);
    expect(readFileSync(folder.file, 'utf8')).toMatch(/^This is a text/);
  });

  it('says of a damaged database that it is', () => {
    {
      using file = open();
      for (let group = 0; group < 20; group += 1) file.write(rows(100, (index) => ({ id: `${group}-${index}` })));
    }
    const bytes = readFileSync(folder.file);
    bytes.fill(0x5a, 8192, bytes.length - 4096);
    writeFileSync(folder.file, bytes);
    expect(() => open()).toThrow(/cannot be used: .*damaged: move it away/);
  });

  it('does not touch the file of a later version', () => {
    {
      using file = open();
      file.database.exec('PRAGMA user_version = 99');
    }
    expect(() => open()).toThrow('is of a later Slipstream (schema 99');
  });

  it('says where it may not write', () => {
    writeFileSync(dirname(folder.file), 'a file where a folder should be');
    expect(() => open()).toThrow(/cannot be used/);
    expect(existsSync(folder.file)).toBe(false);
  });

  it('waits for another process that writes', () => {
    using file = open();
    const other = new DatabaseSync(folder.file);
    other.exec('BEGIN IMMEDIATE');
    expect(() => file.write(rows(1))).toThrow(/locked/);
    other.exec('COMMIT');
    other.close();
    expect(file.write(rows(1))).toEqual([]);
  });
});
