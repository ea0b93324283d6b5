import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../../apps/gateway/src/store/ledger/ledger-row.ts';
import { ledgerColumns, ledgerValues } from '../../../apps/gateway/src/store/ledger/ledger-row.ts';
import { OutboxFile } from '../../../apps/gateway/src/store/outbox/outbox-file.ts';
import { UnshippedRows } from '../../../apps/gateway/src/store/outbox/unshipped-rows.ts';
import { openPostgres } from '../../../apps/gateway/src/store/postgres/open-postgres.ts';
import type { Postgres } from '../../../apps/gateway/src/store/postgres/open-postgres.ts';
import { migratePostgres } from '../../../apps/gateway/src/store/postgres/postgres-migrations.ts';
import { Shipper } from '../../../apps/gateway/src/store/postgres/shipper.ts';
import { openStore } from '../../../apps/gateway/src/store/service/open-store.ts';
import { checkUsage } from '../../../apps/gateway/src/store/testing/check-usage.ts';
import { usageRows } from '../../../apps/gateway/src/store/testing/usage-rows.ts';
import { testRow } from '../../../apps/gateway/src/store/testing/test-rows.ts';
import { TestPostgres } from '../../support/test-postgres.ts';

const by = { by: 'ana', why: '', request: null };

/** The way of rows from a real file to a real Postgres, whatever happens on it. */
describe.skipIf(!TestPostgres.isThere())('shipping', () => {
  let server: TestPostgres;
  let postgres: Postgres;
  let folder: string;
  let file: OutboxFile;
  let source: UnshippedRows;
  let failures: number[];
  let recoveries: number;
  let unsound: string[];
  let nowMs: number;

  beforeAll(async () => {
    server = await TestPostgres.start();
  }, 60_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'slipstream-shipping-'));
    const path = join(folder, 'outbox.db');
    file = new OutboxFile({ file: path, synced: false, maxBytes: 2 ** 30, retentionMs: 9e12, ships: true });
    source = new UnshippedRows(file.database);
    postgres = openPostgres(server.url, 4);
    await migratePostgres(postgres);
    await postgres.tables.deleteFrom('requests').execute();
    [failures, recoveries, unsound, nowMs] = [[], 0, [], 0];
  });
  afterEach(async () => {
    file[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
    await postgres.close();
  });

  function shipper(): Shipper {
    return new Shipper({
      postgres: openPostgres(server.url, 1),
      source,
      now: () => nowMs,
      random: () => 1,
      onFailure: (_message, retryMs) => failures.push(retryMs),
      onRecovery: () => (recoveries += 1),
      onUnsound: (message) => unsound.push(message),
    });
  }

  function book(count: number, over: Partial<LedgerRow> = {}): void {
    file.write(Array.from({ length: count }, (_, index) => ledgerValues(testRow({ id: `row-${index}`, ...over }))));
  }

  async function shipped(): Promise<readonly LedgerRow[]> {
    return await postgres.tables.selectFrom('requests').select(ledgerColumns).orderBy('id').execute();
  }

  it('carries rows as they are, and each once', async () => {
    book(1203);
    const carrier = shipper();
    await carrier.nudge();
    await carrier.finish();
    expect(await shipped()).toHaveLength(1203);
    expect((await shipped())[0]).toEqual(testRow({ id: 'row-0' }));
    expect(source.state(0)).toEqual({ rows: 0, lagSeconds: 0 });
  });

  it('carries unknown as unknown, and large counts exactly', async () => {
    const row = testRow({ completion_tokens: 2 ** 40, prompt_tokens: null, steps: 60.25, key_name: null });
    file.write([ledgerValues(row)]);
    const carrier = shipper();
    await carrier.finish();
    expect(await shipped()).toEqual([row]);
  });

  it('carries a row again that was corrected, also while it was under way', async () => {
    book(1);
    const under = source.oldest(10);
    book(1, { outcome: 'client_gone' });
    source.mark(under);
    expect(source.state(0).rows).toBe(1);
    const carrier = shipper();
    await carrier.finish();
    expect(await shipped()).toMatchObject([{ outcome: 'client_gone' }]);
  });

  it('has no row twice where it was not told that they had arrived', async () => {
    book(10);
    const carrier = shipper();
    await carrier.nudge();
    file.database.exec('UPDATE requests SET shipped = 0');
    await carrier.finish();
    expect(await shipped()).toHaveLength(10);
  });

  it('leaves a row behind that the database will never take, and no other', async () => {
    book(3);
    // SQLite takes a NUL in a text, Postgres does not.
    file.write([ledgerValues(testRow({ id: 'row-x', replica: 'mlp\u0000' }))]);
    const carrier = shipper();
    await carrier.finish();
    expect((await shipped()).map(({ id }) => id)).toEqual(['row-0', 'row-1', 'row-2']);
    expect(unsound).toEqual([expect.stringContaining('invalid byte sequence')]);
    expect([failures, source.state(0).rows]).toEqual([[], 0]);
  });

  it('loses nothing while the database is gone, asks ever more rarely, and tells of it', async () => {
    book(5);
    await server.stop();
    const carrier = shipper();
    await carrier.nudge();
    await carrier.nudge();
    expect(failures).toEqual([1000]);
    nowMs += 1000;
    await carrier.nudge();
    expect(failures).toEqual([1000, 2000]);
    expect(source.state(testRow().received_at_ms + 5000)).toEqual({ rows: 5, lagSeconds: 5 });
    await server.start();
    await carrier.nudge();
    expect(failures).toHaveLength(2);
    nowMs += 2000;
    await carrier.nudge();
    expect(recoveries).toBe(1);
    expect(await shipped()).toHaveLength(5);
    await carrier.finish();
  }, 60_000);

  it('goes on where connections are cut in the middle of it', async () => {
    const carrier = shipper();
    for (let round = 0; round < 20; round += 1) {
      file.write(Array.from({ length: 600 }, (_, index) => ledgerValues(testRow({ id: `${round}-${index}` }))));
      const under = carrier.nudge();
      if (round % 2 === 0) await cutOthers();
      await under;
      nowMs += 60_000;
    }
    await carrier.finish();
    expect(await shipped()).toHaveLength(20 * 600);
  }, 60_000);

  it('says the same of usage as the file does', async () => {
    file.write(usageRows().map(ledgerValues));
    await shipper().finish();
    await checkUsage(postgres.tables);
  });

  it('keeps keys for all gateways', async () => {
    const one = await openStore({ file: '', url: server.url, maxBytes: 0 }, () => 1_800_000_000_000);
    const other = await openStore({ file: '', url: server.url, maxBytes: 0 }, () => 1_800_000_000_000);
    await one.createKey('team-a', { models: ['tgi'], role: 'viewer' }, by);
    await expect(other.createKey('team-a', {}, by)).rejects.toThrow('There is, or was, a key "team-a" already');
    const rotated = await Promise.allSettled([one.rotateKey('team-a', 5000, by), other.rotateKey('team-a', 0, by)]);
    expect(rotated.filter(({ status }) => status === 'fulfilled')).not.toHaveLength(0);
    expect(await other.readKeys()).toMatchObject({
      good: [{ name: 'team-a', models: new Set(['tgi']), role: 'viewer' }],
      none: false,
    });
    await other.revokeKey('team-a', by);
    expect(await one.readKeys()).toEqual({ good: [], none: false });
    expect(await one.listKeys()).toMatchObject([{ name: 'team-a', revokedAtMs: 1_800_000_000_000 }]);
    const names = Array.from({ length: 20 }, (_, index) => `many-${index}`);
    await Promise.all(names.map((name, index) => (index % 2 === 0 ? one : other).createKey(name, {}, by)));
    const events = await one.keyEvents(0, 1000);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ action }) => action === 'create')).toHaveLength(21);
    await Promise.all([one.close(), other.close()]);
  });

  it('is brought up to date by one of several that come at once', async () => {
    await postgres.bare.schema.dropSchema('slipstream').cascade().execute();
    const others = Array.from({ length: 4 }, () => openPostgres(server.url, 1));
    await Promise.all(others.map(migratePostgres));
    await Promise.all(others.map((other) => other.close()));
    expect(await shipped()).toEqual([]);
  });

  it('has the columns of a row', async () => {
    const tables = await postgres.bare.introspection.getTables();
    const columns = tables.find(({ name }) => name === 'requests')?.columns.map(({ name }) => name);
    expect(columns?.sort()).toEqual([...ledgerColumns].sort());
  });

  async function cutOthers(): Promise<void> {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = $1',
      ['slipstream'],
    );
    await client.end();
  }
});
