import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RolloutRow, SamplePart } from '../../ports.ts';
import { SqliteRollouts } from './sqlite-rollouts.ts';

let folder: string;
let file: string;
const open: SqliteRollouts[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-rollouts-'));
  file = join(folder, 'state', 'rollouts.db');
});

afterEach(() => {
  for (const table of open.splice(0)) table.close();
  rmSync(folder, { recursive: true, force: true });
});

function table(): SqliteRollouts {
  const one = new SqliteRollouts(file);
  open.push(one);
  return one;
}

const row = (revision: number, changes: Partial<RolloutRow> = {}): RolloutRow => ({
  name: 'live',
  revision,
  state: `{"at":${revision}}`,
  runMs: 10,
  report: null,
  ...changes,
});
const part = (changes: Partial<SamplePart> = {}): SamplePart => ({
  rollout: 'live',
  run: 1,
  epoch: 1,
  gateway: 'gw-1',
  part: '1:7',
  body: '{}',
  ...changes,
});

describe('rows and events', () => {
  it('are there for another process, decision by decision', async () => {
    const [one, two] = [table(), table()];
    await one.insert(row(0));
    expect(await one.commit(row(1), '{"to":"ready"}')).toBe(true);
    expect(await two.rows()).toEqual([row(1)]);
    expect(await two.events('live', 0)).toEqual(['{"to":"ready"}']);
    expect(await two.events('live', 1)).toEqual([]);
  });

  it('let the first decision stand: the second of the same revision changes nothing', async () => {
    const [one, two] = [table(), table()];
    await one.insert(row(0));
    const outcomes = await Promise.all([one.commit(row(1), '"one"'), two.commit(row(1, { state: '{}' }), '"two"')]);
    expect(outcomes).toEqual([true, false]);
    expect(await two.events('live', 0)).toEqual(['"one"']);
    expect(await one.rows()).toEqual([row(1)]);
  });

  it('keep neither row nor event when one of them cannot be kept', async () => {
    const one = table();
    await one.insert(row(0));
    await one.commit(row(1), '"first"');
    // A revision that the log has already, though the row has not: somebody put back an old row.
    await one.update(row(1, { state: '{"at":"old"}' }));
    await one.insert(row(0, { name: 'other' }));
    await one.commit(row(1, { name: 'other' }), '"x"');
    await expect(one.commit(row(2, { name: 'live', state: null as unknown as string }), '"y"')).rejects.toThrow();
    expect(await one.events('live', 0)).toEqual(['"first"']);
    expect((await one.rows()).find(({ name }) => name === 'live')?.revision).toBe(1);
  });

  it('drop the report of a look that came too late', async () => {
    const one = table();
    await one.insert(row(0));
    await one.commit(row(1), '"e"');
    await one.update(row(0, { report: '"late"' }));
    expect(await one.rows()).toEqual([row(1)]);
  });

  it('plan once', async () => {
    const one = table();
    await one.insert(row(0));
    await one.commit(row(1), '"e"');
    await one.insert(row(0));
    expect(await one.rows()).toEqual([row(1)]);
  });
});

describe('samples', () => {
  it('are replaced part by part, and told as they change', async () => {
    const one = table();
    await one.putParts([part(), part({ part: 'rest' }), part({ gateway: 'gw-2' })]);
    const first = await one.parts('live', 1, 0);
    expect(first.parts).toHaveLength(3);
    await one.putParts([part({ body: '{"n":2}' })]);
    const next = await one.parts('live', 1, first.upTo);
    expect(next.parts).toEqual([expect.objectContaining({ gateway: 'gw-1', part: '1:7', body: '{"n":2}' })]);
    expect(await one.parts('live', 1, next.upTo)).toEqual({ parts: [], upTo: next.upTo });
    expect((await one.parts('live', 2, 0)).parts).toEqual([]);
  });
});

describe('the lead', () => {
  it('is one gateway’s, until it is not heard of any more or lets go', async () => {
    const [one, two] = [table(), table()];
    expect(await one.lead('gw-1', 1000, 300)).toBe(true);
    expect(await two.lead('gw-2', 1299, 300)).toBe(false);
    expect(await one.lead('gw-1', 1250, 300)).toBe(true);
    expect(await two.lead('gw-2', 1400, 300)).toBe(false);
    expect(await two.lead('gw-2', 1550, 300)).toBe(true);
    expect(await one.lead('gw-1', 1551, 300)).toBe(false);
    await two.resign('gw-2');
    expect(await one.lead('gw-1', 1552, 300)).toBe(true);
  });
});

describe('a file that cannot be used', () => {
  it('rejects each call, and is tried again', async () => {
    writeFileSync(join(folder, 'state'), 'a file where the folder should be');
    const one = table();
    await expect(one.rows()).rejects.toThrow(/EEXIST|ENOTDIR/);
    rmSync(join(folder, 'state'));
    expect(await one.rows()).toEqual([]);
  });

  it('that is no database is left as it is', async () => {
    file = join(folder, 'notes.db');
    writeFileSync(file, 'x'.repeat(5000));
    await expect(table().rows()).rejects.toThrow(/not a database/);
  });
});
