import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './parse-config.ts';
import { parseRollout, rolloutShape } from './parse-rollout.ts';
import { readPlan } from './read-plan.ts';
import type { Config } from './config.ts';

function configWith(rollouts: string = ''): Config {
  const parsed = parseConfig(`
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: b, base: llama, replicas: [http://a:1] }
      mlp: { engine: tgi, model: m, base: llama, control: baseline, replicas: [http://a:2] }
      mistral: { engine: tgi, model: x, base: mistral, replicas: [http://a:4] }
    experiment: { weights: { baseline: 1 } }
${rollouts}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.config;
}

const config = configWith();
const mistakes = (plan: unknown, name: string = 'r'): readonly string[] => {
  const parsed = parseRollout(name, plan, config);
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
};

describe('parseRollout', () => {
  it('reads what the file reads, with the same defaults', () => {
    const plan = { model: 'tgi', candidate: 'mlp', steps: [{ coverage: '10%', hold: '90s' }, { coverage: 'matched' }] };
    const inFile = configWith(`rollouts: { r: ${JSON.stringify(plan)} }`).rollouts.get('r');
    expect(parseRollout('r', plan, config)).toEqual({ ok: true, rollout: inFile });
    expect(inFile).toMatchObject({ control: 'baseline', steps: [{ holdMs: 90_000 }, { holdMs: 300_000 }] });
  });

  it('tells every mistake at once, each with its path within the plan', () => {
    const plan = {
      model: 'tgi',
      candidate: 'mpl',
      steps: [{ coverage: '10%', hold: 7 }, { hold: '1m' }],
      guardrails: { slo: { tttf: '1s' } },
    };
    expect(mistakes(plan)).toEqual([
      expect.stringMatching(/^steps\[0\]\.hold: .*; got 7$/),
      expect.stringMatching(
        /^guardrails\.slo\.tttf: is not a key here; did you mean ttft\?|^guardrails\.slo\.tttf: is not a key here/,
      ),
      expect.stringMatching(/^candidate: .*mpl.*mlp/),
      'steps[1]: needs either coverage or swap',
    ]);
  });

  it.each([
    [7, 'r', ': must be a mapping; got 7'],
    [null, 'r', ': must be a mapping; got null'],
    [{}, 'r', 'model: is missing; it must be text'],
    [{ model: 'tgi', candidate: 'mistral', control: 'baseline' }, 'r', 'candidate: has another base model'],
    [{ model: 'gpt', candidate: 'mlp' }, 'r', 'model: "gpt" is not a model'],
    [{ model: 'tgi', candidate: 'baseline' }, 'r', 'control: is missing'],
    [{ model: 'tgi', candidate: 'mlp' }, '../r', 'name: is no name for a rollout'],
    [{ model: 'tgi', candidate: 'mlp' }, '__proto__', 'name: is no name for a rollout'],
  ])('refuses %j as %s: %s', (plan, name, message) => {
    expect(mistakes(plan, name)[0]).toContain(message);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (name, plan) => {
        expect(typeof parseRollout(name, plan, config).ok).toBe('boolean');
      }),
    );
  });

  it('has a shape that a description may use', () => {
    const { properties, required } = rolloutShape();
    expect(required).toEqual(['model', 'candidate']);
    expect(Object.keys(properties ?? {})).toEqual(expect.arrayContaining(['steps', 'guardrails', 'soak']));
  });
});

describe('readPlan', () => {
  it('reads YAML and JSON, and says where it is wrong', () => {
    const plan = { model: 'tgi', steps: [{ coverage: 'matched' }] };
    expect(readPlan('model: tgi\nsteps: [{ coverage: matched }]')).toEqual({ ok: true, value: plan });
    expect(readPlan(JSON.stringify(plan))).toEqual({ ok: true, value: plan });
    expect(readPlan('model: tgi\nmodel: x')).toEqual({
      ok: false,
      message: '2:1 model: is written twice, first in line 1',
    });
  });
});
