import { describe, expect, it } from 'vitest';
import { formatIssues } from './config-issue.ts';
import type { Config } from './config.ts';
import { diffConfig } from './diff-config.ts';
import { parseConfig } from './parse-config.ts';
import type { Rollout } from './rollout.ts';

const models = `
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: b, base: llama, replicas: [http://a:1] }
      mlp: { engine: tgi, model: m, base: llama, control: baseline, replicas: [http://a:2] }
      eagle: { engine: tgi, model: e, base: llama, replicas: [http://a:3] }
      mistral: { engine: tgi, model: x, base: mistral, replicas: [http://a:4] }
      sglang: { engine: sglang, model: s, base: llama, control: baseline, replicas: [http://a:5] }
      vllm: { engine: vllm, model: v, base: llama, control: baseline, replicas: [http://a:6] }
`;

function parsed(rollouts: string): Config {
  const result = parseConfig(`${models}\nrollouts:\n${rollouts}`);
  if (!result.ok) throw new Error(formatIssues(result.issues));
  return result.config;
}

function rollout(fields: string, candidate: string = 'mlp'): Rollout {
  const found = parsed(`  r: { model: tgi, candidate: ${candidate}, ${fields} }`).rollouts.get('r');
  if (found === undefined) throw new Error('it is not there');
  return found;
}

function mistakes(rollouts: string): readonly string[] {
  const result = parseConfig(`${models}\nrollouts:\n${rollouts}`);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`);
}

describe('a rollout', () => {
  it('is written in three lines, and everything else has its default', () => {
    const config = parsed('  mlp-live:\n    model: tgi\n    candidate: mlp');
    expect(config.rollouts.get('mlp-live')).toMatchObject({
      name: 'mlp-live',
      model: 'tgi',
      control: 'baseline',
      candidate: 'mlp',
      start: 'manual',
      steps: [
        { kind: 'coverage', coverage: { ofMatched: 0.1 }, candidateWeight: null, holdMs: 300_000, confirm: false },
        { coverage: { ofMatched: 0.5 } },
        { coverage: { ofMatched: 1 } },
      ],
      blockMs: 30_000,
      minBlocks: 20,
      minRequests: 300,
      minimalEffect: 0.05,
      soakMs: 600_000,
      onInconclusive: 'pause',
      guardrails: {
        ttft: { limit: 0.1, action: 'rollback' },
        errors: { alpha: 0.01, budget: 50, action: 'rollback' },
        slo: { ttftMs: null, tpotMs: null },
        srm: { alpha: 0.001, action: 'pause' },
      },
    });
  });

  it('needs no experiment: until it begins the control has everything', () => {
    const experiment = parsed('  r: { model: tgi, candidate: mlp }').models.get('tgi')?.experiment;
    expect(experiment?.weights).toEqual(
      new Map([
        ['baseline', 1],
        ['mlp', 0],
        ['eagle', 0],
        ['mistral', 0],
        ['sglang', 0],
        ['vllm', 0],
      ]),
    );
    expect(experiment?.fallback).toBe('baseline');
    expect(mistakes('  {}')).toEqual([expect.stringContaining('models.tgi.experiment: is missing')]);
  });

  it('reads coverage as a part of the units or of the matched load', () => {
    const { steps } = rollout(
      'steps: [{ coverage: 2.5% }, { coverage: 50% of matched, hold: 1s }, { coverage: matched }]',
    );
    expect(steps.map((step) => (step.kind === 'coverage' ? step.coverage : null))).toEqual([
      { ofUnits: 0.025 },
      { ofMatched: 0.5 },
      { ofMatched: 1 },
    ]);
  });

  it('reads a swap of draft weights', () => {
    const bodies = 'body: { model_path: /models/v2 }, back: { model_path: /models/v1, flush_cache: false }';
    const swap = `{ swap: { route: sglang, ${bodies} }, confirm: true }`;
    expect(rollout(`steps: [{ coverage: 10% }, ${swap}, { coverage: matched }]`, 'sglang').steps[1]).toEqual({
      kind: 'swap',
      route: 'sglang',
      body: { model_path: '/models/v2' },
      back: { model_path: '/models/v1', flush_cache: false },
      timeoutMs: 120_000,
      proofMs: 600_000,
      confirm: true,
    });
  });

  it('reads a schedule', () => {
    const { schedule } = rollout('schedule: { notBefore: 2026-12-01T09:00+01:00 }');
    expect(schedule).toEqual({ notBefore: Date.UTC(2026, 11, 1, 8), notAfter: null });
  });

  it('is part of what a reload tells to have changed', () => {
    const changes = diffConfig(
      parsed('  r: { model: tgi, candidate: mlp }'),
      parsed('  r: { model: tgi, candidate: mlp, soak: 1h }'),
    );
    expect(changes.map(({ path }) => path)).toEqual(['rollouts.r.soakMs']);
  });
});

describe('a rollout with a mistake', () => {
  it.each([
    ['{ model: tg, candidate: mlp }', 'rollouts.r.model: "tg" is not a model (did you mean "tgi"?); models: tgi'],
    [
      '{ model: tgi, candidate: mlpp }',
      'rollouts.r.candidate: "mlpp" is not a variant of this model (did you mean "mlp"?); variants: baseline, mlp, eagle, mistral, sglang, vllm',
    ],
    ['{ model: tgi, candidate: eagle }', 'rollouts.r.control: is missing: eagle names no control of its own'],
    ['{ model: tgi, candidate: mlp, control: mlp }', 'rollouts.r.control: is the candidate itself'],
    [
      '{ model: tgi, candidate: mlp, control: nobody }',
      'rollouts.r.control: "nobody" is not a variant of this model; variants: baseline, mlp, eagle, mistral, sglang, vllm',
    ],
    [
      '{ model: tgi, candidate: mistral, control: baseline }',
      'rollouts.r.candidate: has another base model than baseline, so that nothing could be proven: mistral ≠ llama',
    ],
    ['{ model: tgi, candidate: mlp, steps: [{ hold: 1s }] }', 'rollouts.r.steps[0]: needs either coverage or swap'],
    [
      '{ model: tgi, candidate: mlp, steps: [{ swap: { route: vllm, body: {} } }, { coverage: matched }] }',
      'rollouts.r.steps[0]: swaps draft weights before they were measured: begin with coverage',
    ],
    [
      '{ model: tgi, candidate: mlp, steps: [{ coverage: 1% }, { swap: { route: vllm, body: {} } }] }',
      'rollouts.r.steps[1]: decides, and so must have coverage: add { coverage: matched }',
    ],
    [
      '{ model: tgi, candidate: mlp, steps: [{ coverage: 0.1 }] }',
      'rollouts.r.steps[0].coverage: must be a part of the units, such as 10%, or of the matched load: 50% of matched, matched; got 0.1',
    ],
    ['{ model: tgi, candidate: mlp, alpha: 0 }', 'rollouts.r.alpha: must be above 0; got 0'],
    [
      '{ model: tgi, candidate: mlp, steps: [{ coverage: 120% }] }',
      'rollouts.r.steps[0].coverage: must be above 0% and at most 100%; got "120%"',
    ],
    [
      '{ model: tgi, candidate: mlp, schedule: { notBefore: tomorrow } }',
      'rollouts.r.schedule.notBefore: must be a time with its offset, such as 2026-12-01T08:00:00Z or 2026-12-01T09:00+01:00; got "tomorrow"',
    ],
    [
      '{ model: tgi, candidate: mlp, guardrails: { ttfb: {} } }',
      'rollouts.r.guardrails.ttfb: is not a key here (did you mean "ttft"?); keys: ttft, tpot, errors, slo, mismatch, finishReasons, length, acceptance, srm, exposures, load',
    ],
    [
      '{ model: tgi, candidate: mlp, steps: [{ coverage: 10%, swap: { route: "/admin" } }] }',
      'rollouts.r.steps[0].swap.route: must be one of sglang, vllm; got "/admin"',
    ],
    [
      '{ model: tgi, candidate: mlp, steps: [{ coverage: 1% }, { swap: { route: vllm, body: { update_info: {} } } }, { coverage: matched }] }',
      "rollouts.r.steps[1].swap.route: is not of the candidate's engine, which is tgi: it needs an engine of sglang or vllm",
    ],
    [
      '{ model: tgi, candidate: vllm, steps: [{ coverage: 1% }, { swap: { route: sglang, body: { model_path: /v2 } } }, { coverage: matched }] }',
      "rollouts.r.steps[1].swap.route: is not of the candidate's engine, which is vllm: it needs route: vllm",
    ],
    [
      '{ model: tgi, candidate: sglang, steps: [{ coverage: 1% }, { swap: { route: sglang, body: { path: /v2 } } }, { coverage: matched }] }',
      'rollouts.r.steps[1].swap.body: needs model_path, the folder that SGLang is to load: { model_path: /models/v2 }',
    ],
    [
      '{ model: tgi, candidate: vllm, steps: [{ coverage: 1% }, { swap: { route: vllm, body: { update_info: {} }, back: { weights: v1 } } }, { coverage: matched }] }',
      'rollouts.r.steps[1].swap.back: needs update_info, what the weight transfer backend of vLLM takes: { update_info: {…} }',
    ],
    [
      '{ model: tgi, candidate: vllm, steps: [{ coverage: 1% }, { swap: { route: vllm, body: { update_info: {}, mode: keep } } }, { coverage: matched }] }',
      'rollouts.r.steps[1].swap.body.mode: is nothing that vLLM is sent: only update_info and weight_version are',
    ],
  ])('%s', (text, mistake) => {
    expect(mistakes(`  r: ${text}`)).toContain(mistake);
  });

  it('has a name that can be a label and a part of a path', () => {
    expect(mistakes('  "a/b": { model: tgi, candidate: mlp }')[0]).toContain(
      'rollouts["a/b"]: is no name for a rollout',
    );
  });
});
