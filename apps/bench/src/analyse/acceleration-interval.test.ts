import { describe, expect, it } from 'vitest';
import { record } from '../testing/answers.ts';
import { accelerationInterval } from './acceleration-interval.ts';

const answers = (steps: readonly (number | null)[]) =>
  steps.map((estimatedSteps) => record({ tokens: 100, estimatedSteps }));

describe('accelerationInterval', () => {
  it('has no width without a speculator: every pass of every request gave one token', () => {
    expect(accelerationInterval(1, answers([100, 100]))).toEqual({ lower: 1, estimate: 1, upper: 1 });
  });

  it("lies around the engine's exact figure, with the width of the requests' spread", () => {
    const interval = accelerationInterval(1.75, answers([50, 55, 60, 65]))!;
    // Delta method: R = 400/230; residuals 100 − R·steps; sd/(√4·57.5) = 0.0976; t(0.975, 3) = 3.1824 on ln R.
    expect(interval.estimate).toBe(1.75);
    expect(Math.log(interval.upper / 1.75)).toBeCloseTo(3.182446 * 0.0561328, 4);
  });

  it('does not go below 1, which no pass does', () => {
    expect(accelerationInterval(1.5, answers([40, 60, 100]))!.lower).toBe(1);
  });

  it('is unknown where the arrival times tell another story than the engine, or none', () => {
    expect(accelerationInterval(1.75, answers([98, 99, 97]))).toBeNull();
    expect(accelerationInterval(1.75, answers([null, null, null]))).toBeNull();
    expect(accelerationInterval(null, answers([50, 60]))).toBeNull();
  });
});
