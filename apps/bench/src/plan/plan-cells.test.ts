import { describe, expect, it } from 'vitest';
import { arm } from '../testing/answers.ts';
import type { ArmOrder, Level } from './bench-options.ts';
import { planCells } from './plan-cells.ts';

const arms = [arm({ name: 'a' }), arm({ name: 'b' })];
const levels: readonly Level[] = [1, 10].map((vus) => ({ vus, stop: { kind: 'duration', ms: 1000 } }));
const shape = (...orders: readonly ArmOrder[]) =>
  planCells(levels, arms, orders).map((cell) => [cell.vus, cell.arms.map(({ name }) => name).join('+')]);

describe('planCells', () => {
  it('measures all arms at once when they are together', () => {
    expect(shape('together', 'together')).toEqual([
      [1, 'a+b'],
      [10, 'a+b'],
    ]);
  });

  it('measures one arm at a time when they are apart, level by level', () => {
    expect(shape('apart', 'apart')).toEqual([
      [1, 'a'],
      [1, 'b'],
      [10, 'a'],
      [10, 'b'],
    ]);
  });

  it('takes each level in its own way', () => {
    expect(shape('together', 'apart')).toEqual([
      [1, 'a+b'],
      [10, 'a'],
      [10, 'b'],
    ]);
  });
});
