import type { SpeculationFigure } from '@slipstream/metrics';
import { emptySpeculation } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { arrivalError } from './arrival-error.ts';

/** 100 answers of 50 steps, each with a standard error of one step. */
const figure: SpeculationFigure = {
  sums: { ...emptySpeculation, requests: 100, tokens: 9000, steps: 5000 },
  method: 'estimated',
  source: 'tgi:arrival-clusters',
  stepsVariance: 100,
};

describe('arrivalError', () => {
  it('is the stated bias and a standard error of one answer where nothing measures it', () => {
    const { answer, acceleration } = arrivalError(figure, null)!;
    expect(answer).toBeCloseTo(0.04, 12);
    expect(acceleration).toBeCloseTo(0.03, 12);
  });

  it('is what the counters showed where they were held against it, be it more or less', () => {
    expect(arrivalError(figure, { factor: 1.05, errorRatio: 0.01, blocks: 9 })!.acceleration).toBeCloseTo(0.0605, 12);
    expect(arrivalError(figure, { factor: 0.999, errorRatio: 0.002, blocks: 9 })!.acceleration).toBeCloseTo(
      0.002998,
      12,
    );
  });

  it('says nothing of figures that are not estimated, or rest on nothing', () => {
    expect(arrivalError({ ...figure, method: 'exact' }, null)).toBeNull();
    expect(arrivalError({ ...figure, sums: emptySpeculation, stepsVariance: 0 }, null)).toBeNull();
  });
});
