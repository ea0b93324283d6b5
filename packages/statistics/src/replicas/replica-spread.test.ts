import { describe, expect, it } from 'vitest';
import { addMoment, emptyMoments } from '../moments/moments.ts';
import { replicaConcentration, replicaSpread } from './replica-spread.ts';
import type { ReplicaValues } from './replica-spread.ts';

/** Values that scatter by ±spread around a level. */
const around = (level: number, count: number, spread: number) =>
  Array.from({ length: count }, (_, index) => level + (index % 2 === 0 ? spread : -spread)).reduce(
    addMoment,
    emptyMoments(),
  );

describe('replicaSpread', () => {
  it('is the variance between machines of one arm', () => {
    const control: ReplicaValues[] = [{ a: around(1, 1000, 0.1), b: around(1.2, 1000, 0.1) }];
    const candidate: ReplicaValues[] = [{ c: around(5, 1000, 0.1), d: around(5.2, 1000, 0.1) }];
    const { variance, freedom } = replicaSpread([control, candidate])!;
    expect(freedom).toBe(2);
    expect(variance).toBeCloseTo(0.02, 3);
  });

  it('does not blame a machine for the hour in which it came', () => {
    const blocks: ReplicaValues[] = [
      { a: around(1, 100, 0.1), b: around(1, 100, 0.1) },
      { a: around(9, 100, 0.1), b: around(9, 100, 0.1), late: around(9, 100, 0.1) },
    ];
    expect(replicaSpread([blocks])?.variance).toBeCloseTo(0, 12);
  });

  it('counts machines by their values, so that one that has just come does not decide', () => {
    const few = { n: 4, mean: 3, m2: 0 };
    const blocks: ReplicaValues[] = [{ a: around(1, 1000, 0.1), b: around(1, 1000, 0.1), late: few }];
    const { variance, freedom } = replicaSpread([blocks])!;
    expect(variance).toBeLessThan(0.02);
    expect(freedom).toBeCloseTo(1, 1);
  });

  it('is unknown where no arm has two machines', () => {
    expect(replicaSpread([[{ a: around(1, 10, 1) }], [{ b: around(2, 10, 1) }]])).toBeNull();
    expect(replicaSpread([[], []])).toBeNull();
  });
});

describe('replicaConcentration', () => {
  it('is 1/R for R equal machines and 1 for one', () => {
    const equal = [{ a: around(0, 10, 1), b: around(0, 10, 1), c: around(0, 10, 1), d: around(0, 10, 1) }];
    expect(replicaConcentration(equal)).toBeCloseTo(0.25, 12);
    expect(replicaConcentration([{ a: around(0, 10, 1) }])).toBe(1);
  });

  it('counts a machine by its share of blocks, where another joins later', () => {
    const joined = [{ a: around(0, 10, 1) }, { a: around(0, 10, 1), b: around(0, 10, 1) }];
    // Shares ¾ and ¼.
    expect(replicaConcentration(joined)).toBeCloseTo(0.625, 12);
  });
});
