import { describe, expect, it } from 'vitest';
import { barsOf } from './bars.ts';
import { cells } from './cells.ts';
import type { Cell } from './cells.ts';
import type { RunOutcome } from './run-world.ts';
import { summariseAlarms, summariseWorld } from './summary.ts';

const cellOf = (name: string): Cell => {
  const cell = cells.find((one) => one.name === name);
  if (cell === undefined) throw new RangeError(name);
  return cell;
};
const held: RunOutcome = { promotedAt: null, first: 'hold', firstAt: null, missed: [], provedAt: null };
const promoted: RunOutcome = { promotedAt: 900, first: 'promote', firstAt: 900, missed: ['conclusion'], provedAt: 900 };
const paused: RunOutcome = { ...held, first: 'pause', firstAt: 300 };

/** The verdicts of a world's bars after some runs that went well and some that did not. */
function holds(name: string, well: RunOutcome, good: number, badly: RunOutcome, bad: number): readonly boolean[] {
  const cell = cellOf(name);
  if (cell.kind !== 'world') throw new TypeError(name);
  const outcomes = [...Array<RunOutcome>(good).fill(well), ...Array<RunOutcome>(bad).fill(badly)];
  return barsOf(cell, summariseWorld(cell, outcomes)).map((bar) => bar.holds);
}

describe('bars', () => {
  it('allow false promotions and misses of α and three Monte-Carlo errors, not one more', () => {
    // 5 % + 3 · sqrt(0.05 · 0.95 / 400) = 8.27 %: 33 of 400.
    expect(holds('plain/edge', held, 367, promoted, 33)).toEqual([true, true]);
    expect(holds('plain/edge', held, 366, promoted, 34)).toEqual([false, false]);
  });

  it('allow no promotion and no other first answer where load is not matched', () => {
    expect(holds('under-loaded/same', paused, 400, paused, 0)).toEqual([true, true]);
    expect(holds('under-loaded/same', paused, 399, promoted, 1)).toEqual([false, false]);
    expect(holds('under-loaded/same', paused, 399, held, 1)).toEqual([true, false]);
    expect(holds('leak/same', held, 399, promoted, 1)).toEqual([false]);
  });

  it('want 99 % found by 2000 requests', () => {
    expect(holds('plain/faster', promoted, 396, held, 4)).toEqual([true]);
    expect(holds('plain/faster', promoted, 395, held, 5)).toEqual([false]);
    expect(holds('plain/faster', { ...promoted, provedAt: 2001 }, 400, held, 0)).toEqual([false]);
  });

  it('ask nothing where nothing is claimed', () => {
    expect(holds('long-congestion/edge', promoted, 400, held, 0)).toEqual([]);
  });

  it('want errors found within 600 requests in half of the runs, and few false alarms', () => {
    const alarms = (name: string, times: readonly (number | null)[]) => {
      const cell = cellOf(name);
      if (cell.kind !== 'alarm') throw new TypeError(name);
      return barsOf(cell, summariseAlarms(cell, times)).map((bar) => bar.holds);
    };
    expect(alarms('errors/1-to-5', [100, 600, 600, 9000])).toEqual([true]);
    expect(alarms('errors/1-to-5', [100, 600, 601, 9000])).toEqual([false]);
    expect(alarms('errors/1-to-5', [100, null, null, null])).toEqual([false]);
    // 1 % + 3 · sqrt(0.01 · 0.99 / 1000) = 1.94 %.
    expect(alarms('errors/same', [...Array<null>(981).fill(null), ...Array<number>(19).fill(5)])).toEqual([true]);
    expect(alarms('errors/same', [...Array<null>(980).fill(null), ...Array<number>(20).fill(5)])).toEqual([false]);
  });
});
