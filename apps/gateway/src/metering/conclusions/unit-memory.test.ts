import { expect, it } from 'vitest';
import type { ConclusionSample } from './conclusion-sample.ts';
import { UnitMemory } from './unit-memory.ts';

const sample = (...values: number[]): ConclusionSample => ({
  values,
  byPosition: null,
  method: null,
  tokens: 0,
  wastedGpuSeconds: 0,
});

it('gives what a unit had before, apart for each of the sums', () => {
  const memory = new UnitMemory(10);
  expect(memory.unit(7).add(0, sample(1, 2)).values).toBeNull();
  expect(memory.unit(7).add(1, sample(5, 5)).values).toBeNull();
  expect(memory.unit(7).add(0, sample(10, 20)).values).toEqual([1, 2]);
  expect(memory.unit(7).add(0, sample(0, 0)).values).toEqual([11, 22]);
  expect(memory.unit(8).add(0, sample(0, 0)).values).toBeNull();
});

it('knows positions from the first answer that tells them', () => {
  const unit = new UnitMemory(10).unit(0xffff_ffff);
  unit.add(0, sample(1));
  expect(unit.add(0, { ...sample(1), byPosition: [4, 2] }).byPosition).toBeNull();
  expect(unit.add(0, sample(1)).byPosition).toEqual([4, 2]);
});

it('forgets who has not come for a generation, keeps who comes, and does not grow', () => {
  const memory = new UnitMemory(10);
  memory.unit(1).add(0, sample(1));
  for (let other = 100; other < 1000; other += 1) {
    memory.unit(other).add(0, sample(1));
    memory.unit(2).add(0, sample(1));
    expect(memory.size).toBeLessThanOrEqual(20);
  }
  expect(memory.unit(1).add(0, sample(0)).values).toBeNull();
  expect(memory.unit(2).add(0, sample(0)).values).toEqual([900]);
});
