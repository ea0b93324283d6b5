import { expect, it } from 'vitest';
import { ledgerValues } from '../ledger/ledger-row.ts';
import { OutboxFile } from '../outbox/outbox-file.ts';
import { sqliteTables } from '../sqlite/sqlite-tables.ts';
import { checkUsage } from '../testing/check-usage.ts';
import { StoreFolder } from '../testing/store-folder.ts';
import { usageRows } from '../testing/usage-rows.ts';
import { readUsage } from './read-usage.ts';

it('sums up what is in the file', async () => {
  using folder = new StoreFolder();
  using file = new OutboxFile({ file: folder.file, synced: false, maxBytes: 2 ** 30, retentionMs: 9e12, ships: false });
  file.write(usageRows().map(ledgerValues));
  await checkUsage(sqliteTables(file.database));
});

it('has nothing to say of nothing', async () => {
  using folder = new StoreFolder();
  using file = new OutboxFile({ file: folder.file, synced: false, maxBytes: 2 ** 30, retentionMs: 9e12, ships: false });
  expect(await readUsage(sqliteTables(file.database), { sinceMs: 0, untilMs: null, by: ['day'], key: null })).toEqual(
    [],
  );
});
