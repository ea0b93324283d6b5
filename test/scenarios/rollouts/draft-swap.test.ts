import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SteadyTraffic } from '../../../scripts/demo/steady-traffic.ts';
import { RolloutRig } from '../../support/rollout-rig.ts';
import type { RigOptions } from '../../support/rollout-rig.ts';

/**
 * Draft weights swapped by real processes, over the engines' own routes. Nothing here is judged by time: the last step is never
 * over, blocks are short, and times are only reported, so that a busy machine changes no outcome.
 */
const untimed = `block: 200ms
    minBlocks: 2
    minRequests: 60
    guardrails: { tpot: { action: report }, ttft: { action: report } }`;
const qualities = ['v0=0.05', 'v1=0.4', 'v2=1'];
const weights = ['--draft-quality', '0.4', ...qualities.flatMap((one) => ['--draft-weights', one])];
const over = ['rolled_back', 'promoted', 'no_benefit', 'paused'];

/** Coverage, a swap to these weights, and coverage for as long as it takes. */
function steps(route: 'vllm' | 'sglang', name: string, more: string = 'proof: 2m, timeout: 20s'): string {
  const body = (to: string): string =>
    route === 'vllm'
      ? `{ update_info: { weights: ${to} }, weight_version: ${to} }`
      : `{ model_path: ${to}, weight_version: ${to} }`;
  const swap = `{ route: ${route}, body: ${body(name)}, back: ${body('v1')}, ${more} }`;
  return `[{ coverage: matched, hold: 100ms }, { swap: ${swap} }, { coverage: matched, hold: 10m }]`;
}

async function start(options: RigOptions): Promise<{ rig: RolloutRig; traffic: SteadyTraffic }> {
  const rig = await RolloutRig.start({ fields: untimed, timeScale: 10, ...options });
  return {
    rig,
    traffic: new SteadyTraffic({
      urls: () => rig.urls(),
      users: 4,
      maxTokens: 24,
      prompts: ['Explain step by step why the sky is blue.'],
    }),
  };
}

/** Past its swap, or at its end. */
async function swapped(rig: RolloutRig, name: string = 'live'): Promise<{ phase: string; step: number | null }> {
  const deadlineMs = performance.now() + 100_000;
  for (;;) {
    const { phase, step, sentence } = await rig.rollout(0, name);
    if (over.includes(phase) || step === 3) return { phase, step };
    if (performance.now() > deadlineMs) throw new Error(`not swapped: ${sentence}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function lastWhy(rig: RolloutRig, name: string = 'live'): Promise<string> {
  return (await rig.events(0, name)).at(-1)?.why ?? '';
}

const page = async (url: string): Promise<string> => await (await fetch(url)).text();

describe('draft weights of a vLLM that serves', { timeout: 220_000 }, () => {
  let rig: RolloutRig;
  let traffic: SteadyTraffic;

  beforeAll(async () => {
    const flags = ['dev-mode', 'weight-transfer-config=nccl', 'per-request-spec-decode-metrics=summary'];
    ({ rig, traffic } = await start({
      engine: 'vllm',
      candidates: [[...weights, ...flags.flatMap((flag) => ['--flag', flag])]],
      steps: steps('vllm', 'v2'),
      others: { worse: { steps: steps('vllm', 'v0') } },
    }));
  }, 60_000);

  afterAll(async () => {
    await traffic[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });

  it('that are worse are found out and put back, and that they are back is proven', async () => {
    await rig.ask('start', {}, 0, 'worse');
    await rig.until(over, 100, 0, 'worse');
    const events = await rig.events(0, 'worse');
    expect(events.map(({ to, step }) => `${to} ${step ?? ''}`.trim())).toEqual([
      'ready',
      'warming',
      'running 1',
      'running 2',
      'running 2',
      'running 2',
      'running 2',
      'rolled_back',
    ]);
    expect(events.slice(4).map(({ why }) => why)).toEqual([
      'the engines answered: 1 of 1 replicas took it',
      expect.stringMatching(
        /^the swap is not proven: acceleration × 0\.\d+ \[0\.\d+, 0\.\d+\] of what it was, needs more than 1$/,
      ),
      'the engines answered: 1 of 1 replicas took it',
      expect.stringMatching(/^the swap is not proven: .*; the old draft weights are back: acceleration × \d\.\d+ \[/),
    ]);
    expect(await page(`${rig.candidate.url}/weight_info`)).toBe('{"weight_version":"v1"}');
    expect(await page(`${rig.candidate.url}/is_paused`)).toBe('{"is_paused":false}');
    // Requests in flight live through the pause.
    expect(traffic.failed).toBe(0);
  });

  it('that are better pass by measured acceptance; a restart that loses them is noticed', async () => {
    await rig.ask('start');
    expect(await swapped(rig)).toEqual({ phase: 'running', step: 3 });
    expect(await page(`${rig.candidate.url}/weight_info`)).toBe('{"weight_version":"v2"}');
    // Some seconds of answers with them, so that what is lost does not hide behind the step.
    await fetch(`${rig.candidate.url}/emulator/restart`, { method: 'POST' });
    await rig.until(over, 100);
    expect(await lastWhy(rig)).toMatch(
      /^candidate-0 has lost the swapped draft weights: acceleration .* with them, .* without; the engines are asked for the old draft weights$/,
    );
  });
});

describe('draft weights of an SGLang that serves', { timeout: 220_000 }, () => {
  let rig: RolloutRig;
  let traffic: SteadyTraffic;

  beforeAll(async () => {
    ({ rig, traffic } = await start({
      engine: 'sglang',
      candidates: [weights],
      steps: steps('sglang', 'v2'),
      others: {
        stale: { steps: steps('sglang', 'v2', 'proof: 6s, timeout: 20s') },
        late: { steps: steps('sglang', 'v2', 'proof: 2m, timeout: 2s') },
      },
    }));
  }, 60_000);

  afterAll(async () => {
    await traffic[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });

  it('that it only says it has loaded are no swap', async () => {
    await rig.candidate.setFaults([{ kind: 'stale-draft' }]);
    await rig.ask('start', {}, 0, 'stale');
    expect(await swapped(rig, 'stale')).toEqual({ phase: 'rolled_back', step: null });
    const struck = await rig.candidate.struck();
    await rig.candidate.setFaults([]);
    expect(struck['stale-draft']).toBe(2);
    expect(await lastWhy(rig, 'stale')).toMatch(
      /^the swap is not proven: acceleration × (?:0\.9|1\.0)\d+ .*; the old draft weights are back: acceleration × /,
    );
  });

  it('that are better pass; an abort afterwards asks for the old ones', async () => {
    await rig.ask('start');
    expect(await swapped(rig)).toEqual({ phase: 'running', step: 3 });
    expect(await page(`${rig.candidate.url}/model_info`)).toContain('"weight_version":"v2"');
    await rig.ask('abort', { why: 'enough' });
    expect(await lastWhy(rig)).toBe('enough; the engines are asked for the old draft weights');
    while (!(await page(`${rig.candidate.url}/model_info`)).includes('"weight_version":"v1"')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });

  it('that load too slowly are given up, and put back when they are through', async () => {
    await rig.candidate.setFaults([{ kind: 'slow-draft', durationMs: 3000, count: 1 }]);
    await rig.ask('start', {}, 0, 'late');
    expect(await swapped(rig, 'late')).toEqual({ phase: 'rolled_back', step: null });
    expect(await lastWhy(rig, 'late')).toMatch(
      /^swap refused: candidate-0: \/update_weights_from_disk did not answer in 2 s; the old draft weights are back: /,
    );
    expect(await page(`${rig.candidate.url}/model_info`)).toContain('"weight_version":"v1"');
  });
});

describe('draft weights of servers that cannot swap them', { timeout: 220_000 }, () => {
  it('are refused, with what each server says', async () => {
    const { rig, traffic } = await start({
      engine: 'vllm',
      candidates: [[], ['--flag', 'dev-mode']],
      steps: steps('vllm', 'v2'),
    });
    await using _rig = rig;
    await using _traffic = traffic;
    await rig.ask('start');
    expect(await swapped(rig)).toEqual({ phase: 'rolled_back', step: null });
    expect(await lastWhy(rig)).toBe(
      'swap refused: candidate-0: /pause?mode=keep answered 404: Not Found; candidate-1: /start_draft_weight_update answered 500: Call to collective_rpc method failed: Weight transfer not configured. Please set weight_transfer_config to enable weight transfer.',
    );
  });
});
