import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyExposures, ExposureRecorder, exposedTo, mergeExposures, sketchUnits } from './exposure-sketch.ts';
import type { ExposureSketch } from './exposure-sketch.ts';
import { fnv1a32 } from './fnv1a32.ts';

const exposures = fc.array(fc.tuple(fc.nat(2 ** 32 - 1), fc.constantFrom('control', 'candidate')), { maxLength: 60 });

function sketchOf(seen: readonly (readonly [number, 'control' | 'candidate'])[]): ExposureSketch {
  const recorder = new ExposureRecorder();
  for (const [unit, arm] of seen) recorder.add(unit, arm);
  return recorder.sketch;
}

describe('a sketch of exposures', () => {
  it('is exact while there are few units', () => {
    fc.assert(
      fc.property(exposures, (seen) => {
        const arms = Map.groupBy(seen, ([unit]) => unit);
        const both = [...arms.values()].filter((own) => new Set(own.map(([, arm]) => arm)).size === 2);
        expect(exposedTo(sketchOf(seen))).toEqual({ units: arms.size, inBoth: both.length });
      }),
    );
  });

  it('of two gateways is that of one who saw it all, however it is cut', () => {
    fc.assert(
      fc.property(exposures, exposures, (one, other) => {
        expect(mergeExposures(sketchOf(one), sketchOf(other))).toEqual(sketchOf([...one, ...other]));
        expect(mergeExposures(sketchOf(one), emptyExposures())).toEqual(sketchOf(one));
      }),
    );
    const many = Array.from(
      { length: 9000 },
      (_, n) => [fnv1a32(`user-${n}`), n % 3 === 0 ? 'control' : 'candidate'] as const,
    );
    const halves = [many.filter((_, n) => n % 2 === 0), many.filter((_, n) => n % 2 === 1)].map(sketchOf);
    expect(mergeExposures(halves[0]!, halves[1]!)).toEqual(sketchOf(many));
  });

  it('knows the share in both arms of many units within four standard errors, and stays small', () => {
    const recorder = new ExposureRecorder();
    for (let n = 0; n < 50_000; n += 1) {
      const unit = fnv1a32(`user-${n}`);
      recorder.add(unit, n % 2 === 0 ? 'control' : 'candidate');
      // Two in a hundred come back as the other arm's, long after most others came for the first time.
      if (n >= 25_000 && n % 25 === 0) recorder.add(fnv1a32(`user-${n - 25_000 + 1}`), 'control');
    }
    const { inBoth, units } = exposedTo(recorder.sketch);
    expect(units).toBe(sketchUnits);
    const share = inBoth / sketchUnits;
    expect(Math.abs(share - 0.02)).toBeLessThan(4 * Math.sqrt((0.02 * 0.98) / sketchUnits));
  });

  it('tells whether it has changed', () => {
    const recorder = new ExposureRecorder();
    expect([recorder.add(1, 'control'), recorder.add(1, 'control'), recorder.add(1, 'candidate')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});
