import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMoment, emptyMoments } from '../moments/moments.ts';
import { seededRandom } from '../seeded-random.ts';
import { addWeighted, emptyWeightedStream, mergeWeighted } from './weighted-stream.ts';
import type { WeightedStream } from './weighted-stream.ts';
import { weightedSpeedup } from './weighted-speedup.ts';

type Seen = readonly [isCandidate: boolean, x: number, weight: number];
const add = (stream: WeightedStream, [isCandidate, x, weight]: Seen) => addWeighted(stream, isCandidate, x, weight);
const streamOf = (seen: readonly Seen[]) => seen.reduce(add, emptyWeightedStream());
const seen = fc.array(
  fc.tuple(fc.boolean(), fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0.05, max: 0.95, noNaN: true })),
  { maxLength: 60 },
);

describe('weighted stream', () => {
  it('weighs by the inverse propensity what is beyond the expectation of earlier requests', () => {
    // Expectations: 1 (its own), then 1, then 1 + 0.02 · (3 − 1).
    const stream = streamOf([
      [false, 1, 0.25],
      [true, 3, 0.25],
      [false, 2, 0.5],
    ]);
    const terms = [0, -2 / 0.25, (2 - 1.04) / 0.5].reduce(addMoment, emptyMoments());
    expect(stream.terms.mean).toBeCloseTo(terms.mean, 12);
    expect(stream.terms.m2).toBeCloseTo(terms.m2, 12);
  });

  it('of two shards has the terms of both, through JSON', () => {
    fc.assert(
      fc.property(seen, seen, (left, right) => {
        const [a, b] = [streamOf(left), streamOf(right)];
        const merged = mergeWeighted(JSON.parse(JSON.stringify(a)), b);
        expect(merged.terms.n).toBe(left.length + right.length);
        expect(merged.terms.mean * merged.terms.n).toBeCloseTo(a.terms.mean * a.terms.n + b.terms.mean * b.terms.n, 6);
      }),
    );
  });

  it('is turned round when the arms are', () => {
    fc.assert(
      fc.property(seen, (requests) => {
        const turned = requests.map(([isCandidate, x, weight]): Seen => [!isCandidate, x, 1 - weight]);
        expect(streamOf(turned).terms.mean).toBeCloseTo(-streamOf(requests).terms.mean, 6);
      }),
    );
  });

  it('refuses a propensity that leaves no choice', () => {
    expect(() => addWeighted(emptyWeightedStream(), true, 1, 1)).toThrow('a propensity lies between 0 and 1, not at 1');
  });
});

describe('weightedSpeedup', () => {
  it('is not fooled by weights that rise while the load falls, as pooled means are', () => {
    const count = 6000;
    const random = seededRandom(3);
    let stream = emptyWeightedStream();
    let [control, candidate] = [emptyMoments(), emptyMoments()];
    for (let index = 0; index < count; index += 1) {
      const weight = index < count / 2 ? 0.1 : 0.5;
      const load = index < count / 2 ? 0.8 : 0;
      const isCandidate = random() < weight;
      const x = load + 0.2 * (random() - 0.5);
      stream = addWeighted(stream, isCandidate, x, weight);
      if (isCandidate) candidate = addMoment(candidate, x);
      else control = addMoment(control, x);
    }
    expect(Math.exp(control.mean - candidate.mean)).toBeGreaterThan(1.3);
    const { lower, upper } = weightedSpeedup(stream)!;
    expect(lower).toBeLessThan(1);
    expect(upper).toBeGreaterThan(1);
    expect(upper).toBeLessThan(1.1);
  });

  it('is unknown before the 200th request, and where nothing varies', () => {
    const random = seededRandom(4);
    const requests = Array.from({ length: 200 }, (): Seen => [random() < 0.5, random(), 0.5]);
    expect(weightedSpeedup(streamOf(requests.slice(0, 199)))).toBeNull();
    expect(weightedSpeedup(streamOf(requests))).not.toBeNull();
    expect(weightedSpeedup(streamOf(requests.map(([arm, , w]): Seen => [arm, 1, w])))).toBeNull();
  });
});
