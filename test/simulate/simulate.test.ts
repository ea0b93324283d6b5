import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { reportText } from './report.ts';
import { runTask, simulate } from './simulate.ts';
import { worlds } from './worlds/worlds.ts';

const here = async (task: Parameters<typeof runTask>[0]) => runTask(task);
const quietly = (): void => undefined;

function command(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the simulation', { timeout: 60_000 }, () => {
  it('gives the same figures for the same seeds, and others for others', async () => {
    const of = async (seed: number) =>
      (await simulate({ seeds: 2, seed, world: 'plain' }, here, quietly)).map(({ summary }) => summary);
    const first = await of(1);
    expect(first.map(({ name, runs }) => [name, runs])).toEqual([
      ['plain/same', 2],
      ['plain/edge', 2],
      ['plain/faster', 2],
    ]);
    expect(await of(1)).toEqual(first);
    expect(await of(2)).not.toEqual(first);
  });

  it.each(worlds.map(({ name }) => name))('of %s promotes nothing that is not faster', async (world) => {
    const results = await simulate({ seeds: 1, seed: 3, world }, here, quietly);
    const same = results.find(({ cell }) => cell.name === `${world}/same`)?.summary;
    expect(same).toMatchObject({ kind: 'world', promoted: { share: 0 } });
  });

  it('shows the tables, and which bars hold', async () => {
    const text = reportText(await simulate({ seeds: 2, seed: 1, world: 'under-loaded' }, here, quietly));
    expect(text).toContain('| under-loaded/same | paused | 0.0 ± 0.0 % | pause 100.0 % |');
    expect(text).toContain('| under-loaded/same: paused first | 100.0 % | always | holds |');
  });
});

describe('the command', { timeout: 60_000 }, () => {
  it('writes what it prints, and exits with 0 where all bars hold', () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipstream-simulate-'));
    try {
      const json = join(folder, 'figures.json');
      const { status, stdout } = command('--world', 'mismatches', '--seeds', '4', '--seed', '1', '--json', json);
      expect(stdout).toContain('All bars hold; 4 seeds from base 1');
      expect(status).toBe(0);
      const written: unknown = JSON.parse(readFileSync(json, 'utf8'));
      expect(written).toMatchObject({ seeds: 4, seed: 1, cells: [{ name: 'mismatches/same', runs: 20 }, {}, {}] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('exits with 1 where a bar is missed, and shows which', () => {
    // Twenty runs are few for a median: with this base, half of them need more than 600 requests.
    const { status, stdout } = command('--world', 'errors', '--seeds', '1', '--seed', '3');
    expect(stdout).toMatch(
      /\| errors\/1-to-5: median of requests until the alarm \| \d+ \| ≤ 600 \| \*\*missed\*\* \|/,
    );
    expect(status).toBe(1);
  });

  it('exits with 2 for wrong arguments, and says what would be right', () => {
    const { status, stderr } = command('--world', 'flat');
    expect(status).toBe(2);
    expect(stderr).toContain('--world: there is no "flat", but plain');
  });
});
