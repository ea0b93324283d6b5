import { describe, expect, it } from 'vitest';
import { benchOptions } from '../testing/bench-options.ts';
import { planArms } from './plan-arms.ts';
import { UsageError } from './usage-error.ts';

const url = new URL('http://127.0.0.1:8081/');
const targets = { baseline: url, mlp: new URL('http://127.0.0.1:8082/') };
const via = { kind: 'via', gateway: url, variants: ['baseline', 'mlp'] } as const;

describe('planArms', () => {
  it('compares every target with the one called baseline, which is compared with nothing', () => {
    const arms = planArms(benchOptions(targets));
    expect(arms.map(({ name, control }) => [name, control])).toEqual([
      ['baseline', null],
      ['mlp', 'baseline'],
    ]);
  });

  it('prefers the control that was given', () => {
    const options = benchOptions({ ...targets, old: url }, { controls: new Map([['mlp', 'old']]) });
    expect(planArms(options).find(({ name }) => name === 'mlp')?.control).toBe('old');
  });

  it('compares with nothing what others are compared with, such as the base model of a Medusa', () => {
    const options = benchOptions(
      { ...targets, medusa: url, mistral: url },
      { controls: new Map([['medusa', 'mistral']]) },
    );
    expect(planArms(options).map(({ control }) => control)).toEqual([null, 'baseline', 'mistral', null]);
  });

  it('has no control where nothing is called baseline', () => {
    expect(planArms(benchOptions({ a: url, b: url })).map(({ control }) => control)).toEqual([null, null]);
  });

  it("reads a target's counters at its own /metrics, and a variant's of a gateway only where it was told", () => {
    const [direct] = planArms(benchOptions(targets));
    expect(direct?.metrics.map(String)).toEqual(['http://127.0.0.1:8081/metrics']);
    const page = new URL('http://127.0.0.1:9000/metrics');
    const [baseline, mlp] = planArms(benchOptions({}, { route: via, metrics: new Map([['mlp', [page]]]) }));
    expect([baseline?.metrics, mlp?.metrics]).toEqual([[], [page]]);
    expect([baseline?.forced, mlp?.url]).toEqual([true, url]);
  });

  it.each([
    [
      'metrics',
      { metrics: new Map([['mpl', [url]]]) },
      '--metrics: no variant is called "mpl"; there are baseline, mlp',
    ],
    ['controls', { controls: new Map([['mlp', 'x']]) }, '--control: no variant is called "x"'],
    ['bases', { bases: new Map([['x', 'y']]) }, '--base: no variant is called "x"'],
    ['itself', { controls: new Map([['mlp', 'mlp']]) }, '"mlp" cannot be its own control'],
  ])('refuses %s of nobody', (_, changes, message) => {
    expect(() => planArms(benchOptions(targets, changes))).toThrow(UsageError);
    expect(() => planArms(benchOptions(targets, changes))).toThrow(message);
  });
});
