import { describe, expect, it } from 'vitest';
import { loadRatio } from './load-ratio.ts';

describe('loadRatio', () => {
  it('compares arrivals per ready replica', () => {
    const ratio = loadRatio({ arrivals: 9500, replicaSeconds: 9000 }, { arrivals: 500, replicaSeconds: 1000 })!;
    expect(ratio.estimate).toBeCloseTo(500 / 1000 / (9500 / 9000), 12);
    expect(ratio.upper).toBeLessThan(1 / 1.1);
  });

  it('narrows with the count of requests, around 1 where load is matched', () => {
    const of = (n: number) => loadRatio({ arrivals: 9 * n, replicaSeconds: 9 }, { arrivals: n, replicaSeconds: 1 })!;
    expect(of(20).estimate).toBeCloseTo(1, 12);
    expect(of(20).upper).toBeGreaterThan(1.5);
    expect(of(2000).upper).toBeLessThan(1.1);
  });

  it('is turned over when the arms are', () => {
    const [a, b] = [
      { arrivals: 300, replicaSeconds: 100 },
      { arrivals: 100, replicaSeconds: 50 },
    ];
    expect(loadRatio(a, b)!.lower * loadRatio(b, a)!.upper).toBeCloseTo(1, 12);
  });

  it('is unknown where an arm has had no request, or no replica', () => {
    expect(loadRatio({ arrivals: 0, replicaSeconds: 1 }, { arrivals: 1, replicaSeconds: 1 })).toBeNull();
    expect(loadRatio({ arrivals: 1, replicaSeconds: 1 }, { arrivals: 1, replicaSeconds: 0 })).toBeNull();
  });
});
