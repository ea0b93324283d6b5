import { describe, expect, it } from 'vitest';
import { localStepTimes } from './local-step-times.ts';

describe('localStepTimes', () => {
  it('is the gap itself where all gaps are alike', () => {
    expect(localStepTimes([20, 20, 20])).toEqual([20, 20, 20]);
  });

  it('is not moved by stalls at two of five gaps', () => {
    expect(localStepTimes([20, 70, 20, 55, 20, 20, 90, 20, 66, 20])).toEqual(Array(10).fill(20));
  });

  it('is not moved by gaps inside steps, though they are half of all', () => {
    expect(localStepTimes([20, 1, 20, 2, 20, 1, 20, 1])).toEqual(Array(8).fill(20));
  });

  it('follows steps that grow longer', () => {
    const times = localStepTimes([...Array<number>(20).fill(20), ...Array<number>(20).fill(50)]);
    expect([times[0], times[10], times[29], times[39]]).toEqual([20, 20, 50, 50]);
  });

  it('has nothing to say of no gaps', () => {
    expect(localStepTimes([])).toEqual([]);
  });
});
