import { emptyJointSums, addToJoint, sequenceHalfWidth } from '@slipstream/statistics';
import type { Interval, JointSums } from '@slipstream/statistics';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../routing/testing/seeded-random.ts';
import { comparedPace } from './compared-pace.ts';
import { quantities, quantity } from './conclusion-sample.ts';

/** What one unit adds up to. */
type Unit = readonly number[];

/** Two or three requests each; whoever accepts more is faster, since a step takes what it takes. */
function unitsOf(seed: number, count: number, acceleration: number): readonly Unit[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const values = Array.from({ length: quantities }, () => 0);
    const add = (name: keyof typeof quantity, amount: number): void => {
      values[quantity[name]] = (values[quantity[name]] ?? 0) + amount;
    };
    const accepts = acceleration * (0.7 + 0.6 * random());
    for (let request = 0; request < 2 + Math.floor(2 * random()); request += 1) {
      const steps = 40 + Math.floor(100 * random());
      const stepSeconds = 0.02 * (0.9 + 0.2 * random());
      add('steps', steps);
      add('tokens', steps * accepts);
      add('logTpot', Math.log(stepSeconds / accepts));
      add('timed', 1);
    }
    return values;
  });
}

function sumsOf(units: readonly Unit[]): JointSums {
  const sums = emptyJointSums(quantities);
  for (const unit of units) addToJoint(sums, null, unit);
  return sums;
}

/** Delete-one jackknife over units: (G − 1)/G · Σ (θ_u − mean)², with θ_u of all units but one. */
function jackknife(units: readonly Unit[], estimate: (others: readonly Unit[]) => number): number {
  const without = units.map((unit) => estimate(units.filter((other) => other !== unit)));
  const mean = without.reduce((sum, one) => sum + one, 0) / without.length;
  const squares = without.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return ((units.length - 1) / units.length) * squares;
}

const [variant, control] = [unitsOf(3, 80, 1.75), unitsOf(4, 120, 1)];
const compare = (own: readonly Unit[], other: readonly Unit[]) => comparedPace(sumsOf(own), sumsOf(other));

describe.each(['speedUp', 'stepCost'] as const)('the error of %s', (name) => {
  const logOf = (own: readonly Unit[], other: readonly Unit[]): number => Math.log(compare(own, other)[name]!.estimate);

  it('is that of leaving out one unit after the other', () => {
    const wanted =
      jackknife(variant, (own) => logOf(own, control)) + jackknife(control, (other) => logOf(variant, other));
    const { estimate, upper } = compare(variant, control)[name] as Interval;
    const look = { n: variant.length + control.length, alpha: 0.05, nStar: 2000 };
    const found = (Math.log(upper / estimate) / sequenceHalfWidth({ squaredError: 1, ...look })) ** 2;
    expect(found / wanted).toBeGreaterThan(0.95);
    expect(found / wanted).toBeLessThan(1.05);
  });
});

it('knows a step cost better than acceleration and speed-up apart would let it: what one gains, so does the other', () => {
  const { speedUp, stepCost } = compare(variant, control);
  const widthOf = ({ lower, upper }: Interval): number => Math.log(upper / lower);
  expect(widthOf(stepCost!)).toBeLessThan(widthOf(speedUp!));
  expect(stepCost!.estimate).toBeGreaterThan(0.9);
  expect(stepCost!.estimate).toBeLessThan(1.1);
});

it('says nothing without a control, of too few requests, and of too few units', () => {
  const nothing = { speedUp: null, stepCost: null };
  expect(comparedPace(sumsOf(variant), null)).toEqual(nothing);
  expect(compare(variant.slice(0, 10), control)).toEqual(nothing);
  const one = variant.reduce((sum, unit) => sum.map((value, index) => value + (unit[index] ?? 0)));
  expect(compare([one], control)).toEqual(nothing);
});
