import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteRollouts } from './sqlite-rollouts.ts';
import { tableContract } from './testing/table-contract.ts';

let folder: string;
let file: string;
const opened: SqliteRollouts[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-rollouts-'));
  file = join(folder, 'state', 'rollouts.db');
});

afterEach(() => {
  for (const table of opened.splice(0)) table.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): SqliteRollouts {
  const one = new SqliteRollouts(file);
  opened.push(one);
  return one;
}

describe('rollouts in SQLite', () => {
  tableContract(open);

  it('are led by another when the leader is not heard of for its time', async () => {
    const [one, two] = [open(), open()];
    expect(await one.lead('gw-1', 1000, 300)).toBe(true);
    expect(await two.lead('gw-2', 1299, 300)).toBe(false);
    expect(await two.lead('gw-2', 1300, 300)).toBe(true);
    expect(await one.lead('gw-1', 1301, 300)).toBe(false);
  });
});

describe('a file that cannot be used', () => {
  it('rejects each call, and is tried again', async () => {
    writeFileSync(join(folder, 'state'), 'a file where the folder should be');
    const one = open();
    await expect(one.rows()).rejects.toThrow(/EEXIST|ENOTDIR/);
    rmSync(join(folder, 'state'));
    expect(await one.rows()).toEqual([]);
  });

  it('that is no database is left as it is', async () => {
    file = join(folder, 'notes.db');
    writeFileSync(file, 'x'.repeat(5000));
    await expect(open().rows()).rejects.toThrow(/not a database/);
  });
});
