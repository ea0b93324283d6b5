import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningChild } from '../../../scripts/demo/child.ts';
import { boardPanels } from '../../support/board-queries.ts';
import { MetricsReading } from '../../support/metrics-reading.ts';
import { startPrometheus, type PrometheusServer } from '../../support/prometheus-server.ts';
import { committedRules, rulesPath } from '../../support/prometheus-rules.ts';
import { lacksPrometheus } from '../../support/prometheus-tools.ts';
import { fillIn, selectorsOf } from '../../support/promql.ts';
import { startEmulator, startGateway, type Emulator, type EngineTruth } from '../../support/start.ts';
import { until } from '../../support/until.ts';

/** Debian's Prometheus reads a gateway under traffic: every query of every board and rule must find something there. */

const secret = 'board-reader';
/** Longer than the test: rates are over all that Prometheus saw. */
const rateInterval = '5m';
/** Judges, and changes nothing: its times are of a machine with other work. Nor does it ask engines anything of its own. */
const unguarded = ['ttft', 'tpot', 'length', 'finishReasons', 'srm', 'acceptance', 'errors', 'slo']
  .map((check) => `${check}: { action: report }`)
  .concat('mismatch: { every: null }', 'load: { limit: 10, redeals: 0 }')
  .join(', ');
const truthful = ['baseline', 'mlp', 'plain', 'eagle'] as const;
/** Of a caller who keeps it; other callers are in none, or in one that nobody keeps. */
const keptTrace = '4bf92f3577b34da6a3ce929d0e0e4736';
const emulators: Record<string, Emulator> = {};
const before: Record<string, EngineTruth> = {};
const after: Record<string, EngineTruth> = {};
let gateway: RunningChild;
let prometheus: PrometheusServer;

describe.skipIf(lacksPrometheus('prometheus'))('a Prometheus beside the gateway', () => {
  beforeAll(async () => {
    await startFleet();
    await everyKindOfEvent();
    await untilScraped(before);
    prometheus = await startPrometheus(gateway.url, rulesPath);
    await until(async () => (await prometheus.query('slipstream_build_info')).length > 0, 'Prometheus read nothing');
    await Promise.all(truthful.map((variant) => clients(8, 64, { variant, tokens: 40 })));
    await Promise.all(['tgi', 'vllm'].map((model) => clients(4, 12, { model, tokens: 40 })));
    await untilJudged();
    await untilScraped(after);
    await until(async () => (await stepsOf('mlp')) === after['mlp']?.steps, 'Prometheus never caught up');
    await until(async () => (await unwellRules()).length === 0, 'a rule cannot be evaluated');
  }, 120_000);

  afterAll(async () => {
    await prometheus?.stop();
    await gateway?.stop();
    await Promise.all(Object.values(emulators).map((emulator) => emulator.stop()));
  });

  it.each(boardPanels())('$board, "$title": every query returns data', async ({ queries }) => {
    // A panel is of a time: what a quiet gateway has stopped saying by now is in it.
    const inPanel = (expr: string): string => `last_over_time((${fillIn(expr, rateInterval)})[${rateInterval}:1s])`;
    for (const expr of queries) expect(await prometheus.query(inPanel(expr)), expr).not.toEqual([]);
  });

  it.each(committedRules().filter(({ record }) => record !== undefined))(
    '$record has data',
    async ({ record = '' }) => {
      await until(async () => (await prometheus.query(record)).length > 0, `${record} recorded nothing`);
    },
  );

  it.each(committedRules().filter(({ alert }) => alert !== undefined))(
    '$alert is made of metrics that exist',
    async ({ expr }) => {
      await prometheus.query(expr);
      expect(await missingOf(expr)).toEqual([]);
    },
  );

  it('finds a name that no metric has', async () => {
    expect(await missingOf('sum by (model) (rate(slipstream_request_total[5m])) / slipstream_build_info')).toEqual([
      'slipstream_request_total',
    ]);
  });

  it.each(truthful)('the panels of acceleration show the truth of %s', async (variant) => {
    const [truth, was] = [after[variant], before[variant]];
    if (truth === undefined || was === undefined) throw new Error(`no truth of ${variant}`);
    const exact = (truth.tokens - was.tokens) / (truth.steps - was.steps);
    const [scraped] = await panel('Acceleration, scraped', variant);
    expect(scraped?.value).toBeCloseTo(exact, 6);
    const inBand = await panel('Acceleration, in band', variant);
    expect(inBand).toHaveLength(1);
    const method = inBand[0]?.metric['method'];
    const tolerance = method === 'estimated' ? await statedError(variant) : 1e-6;
    expect(Math.abs((inBand[0]?.value ?? 0) / exact - 1), `${method} ± ${tolerance}`).toBeLessThanOrEqual(tolerance);
  });

  it.each(['time_to_first_token', 'request_duration'])(
    'exemplars of %s lead to the trace that is kept',
    async (name) => {
      const traces = (): Promise<readonly string[]> => prometheus.exemplarTraces(`slipstream_${name}_seconds_bucket`);
      await until(async () => (await traces()).length > 0, 'Prometheus has no exemplars');
      expect(new Set(await traces())).toEqual(new Set([keptTrace]));
    },
  );

  it('shows the speed-up beside it, between its bounds', async () => {
    const samples = await panel('Speed-up', 'eagle');
    const bound = (name: string): number => samples.find(({ metric }) => metric['bound'] === name)?.value ?? Number.NaN;
    expect(bound('lower')).toBeLessThan(bound('estimate'));
    expect(bound('estimate')).toBeLessThan(bound('upper'));
  });
});

async function startFleet(): Promise<void> {
  const vllm = ['--engine', 'vllm', '--time-scale', '4', '--flag', 'per-request-spec-decode-metrics=summary'];
  const args: Record<string, readonly string[]> = {
    baseline: [],
    mlp: ['--speculator', 'mlp'],
    plain: vllm,
    eagle: [...vllm, '--speculator', 'eagle'],
    'flaky-0': [...vllm, '--speculator', 'eagle'],
    'flaky-1': [...vllm, '--speculator', 'eagle'],
  };
  for (const [name, words] of Object.entries(args)) emulators[name] = await startEmulator(...words);
  gateway = await startGateway(configuration());
}

function configuration(): string {
  const url = (name: string): string => emulators[name]?.url ?? '';
  const common = 'model: meta-llama/Meta-Llama-3-8B-Instruct, base: llama-3-8b';
  const eagle = `engine: vllm, ${common}, control: plain, speculator: { kind: eagle, draftTokens: 4 }`;
  return `
scrape: { interval: 200ms }
hedge: { enabled: true, quantile: 0.5, minSamples: 1 }
keys:
  board-reader: { secret: 'sha256:${createHash('sha256').update(secret).digest('hex')}', allowForced: true }
models:
  tgi:
    variants:
      baseline: { engine: tgi, ${common}, replicas: [${url('baseline')}] }
      mlp: { engine: tgi, ${common}, control: baseline, speculator: { kind: mlp, draftTokens: 4 }, replicas: [${url('mlp')}] }
    experiment: { seed: boards, unit: request, weights: { baseline: 1, mlp: 1 }, allowForced: true }
  vllm:
    variants:
      plain: { engine: vllm, ${common}, replicas: [${url('plain')}] }
      eagle: { ${eagle}, replicas: [${url('eagle')}] }
      flaky: { ${eagle}, maxConcurrent: 1, replicas: [${url('flaky-0')}, ${url('flaky-1')}] }
    experiment: { seed: boards, unit: request, weights: { plain: 1, eagle: 1, flaky: 0 }, allowForced: true }
rollouts:
  eagle-for-all:
    model: vllm
    candidate: eagle
    start: auto
    block: 500ms
    minBlocks: 2
    warmup: 1
    steps: [{ coverage: matched, hold: 1h }]
    guardrails: { ${unguarded} }
`;
}

/** Once each of what a healthy hour may lack: a split, a queue, a retry, a hedge, an answer that nobody wanted. */
async function everyKindOfEvent(): Promise<void> {
  await Promise.all(['baseline', 'mlp', 'plain', 'eagle'].map((variant) => clients(8, 8, { variant, tokens: 40 })));
  await Promise.all(['tgi', 'vllm'].map((model) => clients(8, 12, { model, tokens: 10 })));
  await clients(6, 6, { variant: 'flaky', tokens: 10 });
  await setOnFlaky([{ kind: 'slow-first-token', durationMs: 1000 }]);
  await untilCounted('slipstream_hedges_total', () => clients(1, 4, { variant: 'flaky', tokens: 10 }));
  await setOnFlaky([{ kind: 'reset' }]);
  await untilCounted('slipstream_retries_total', () => clients(1, 4, { variant: 'flaky', tokens: 10 }));
  await setOnFlaky([]);
  await ask({ variant: 'flaky', tokens: 200, leaves: true });
}

/** Which of two replicas is asked is left to chance. */
async function untilCounted(counter: string, make: () => Promise<void>): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds += 1) {
    await make();
    if ((await MetricsReading.read(gateway.url)).sum(counter) > 0) return;
  }
  throw new Error(`${counter} never counted`);
}

async function setOnFlaky(faults: Parameters<Emulator['setFaults']>[0]): Promise<void> {
  await emulators['flaky-0']?.setFaults(faults);
}

interface Asked {
  readonly variant?: string;
  readonly model?: string;
  readonly tokens: number;
  readonly leaves?: boolean;
}

async function clients(atATime: number, requests: number, asked: Asked): Promise<void> {
  const waiting = Array.from({ length: requests }, (_, number) => number);
  const client = async (): Promise<void> => {
    while (waiting.pop() !== undefined) await ask(asked);
  };
  await Promise.all(Array.from({ length: atATime }, client));
}

async function ask({ variant = '', model, tokens, leaves = false }: Asked): Promise<void> {
  const leaving = new AbortController();
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    signal: leaving.signal,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${secret}`,
      ...(variant === '' ? {} : { 'x-slipstream-variant': variant }),
      ...(variant === 'eagle' ? { traceparent: `00-${keptTrace}-00f067aa0ba902b7-01` } : {}),
      ...(variant === 'plain' ? { traceparent: '00-11111111111111111111111111111111-00f067aa0ba902b7-00' } : {}),
    },
    body: JSON.stringify({
      model: model ?? (variant === 'baseline' || variant === 'mlp' ? 'tgi' : 'vllm'),
      messages: [{ role: 'user', content: 'Write a function that sorts a list, and explain it.' }],
      max_tokens: tokens,
      stream: true,
    }),
  });
  if (response.status !== 200) throw new Error(await response.text());
  if (leaves) {
    await response.body?.getReader().read();
    return leaving.abort();
  }
  await response.text();
}

/** Until the gateway's own page says of the engines what they did, and nothing is under way. */
async function untilScraped(truths: Record<string, EngineTruth>): Promise<void> {
  await until(async () => {
    const page = await MetricsReading.read(gateway.url);
    if (page.sum('slipstream_requests_in_flight') > 0) return false;
    for (const variant of truthful) {
      const truth = await emulators[variant]?.truth();
      if (truth === undefined || page.sum('slipstream_engine_steps_total', { variant }) !== truth.steps) return false;
      truths[variant] = truth;
    }
    return true;
  }, 'the gateway never caught up with its engines');
}

/** Until the rollout has seen enough of both arms to say how much faster one is. */
async function untilJudged(): Promise<void> {
  // With few blocks its interval may be infinite again, which is told as unknown.
  let inARow = 0;
  for (let rounds = 0; rounds < 60; rounds += 1) {
    await clients(4, 12, { model: 'vllm', tokens: 40 });
    const estimates = await prometheus.query('slipstream_rollout_estimate_ratio{check="speed-up"}');
    inARow = estimates.length > 0 ? inARow + 1 : 0;
    if (inARow === 4) return;
  }
  throw new Error('the rollout never judged');
}

async function unwellRules(): Promise<string[]> {
  return (await prometheus.rules()).filter(({ health }) => health !== 'ok').map(({ name }) => name);
}

async function stepsOf(variant: string): Promise<number | undefined> {
  return (await prometheus.query(`slipstream_engine_steps_total{variant="${variant}"}`))[0]?.value;
}

async function panel(title: string, variant: string): ReturnType<PrometheusServer['query']> {
  const expr = boardPanels().find((shown) => shown.board === 'slipstream-speculation' && shown.title === title)
    ?.queries[0];
  if (expr === undefined) throw new Error(`no panel ${title}`);
  const samples = await prometheus.query(fillIn(expr, rateInterval));
  return samples.filter(({ metric }) => metric['variant'] === variant);
}

async function statedError(variant: string): Promise<number> {
  const [sample] = await prometheus.query(`slipstream_arrival_error_ratio{variant="${variant}",of="acceleration"}`);
  if (sample === undefined) throw new Error(`no stated error of ${variant}`);
  return sample.value;
}

/** The metrics of an expression that Prometheus has never seen. */
async function missingOf(expr: string): Promise<string[]> {
  const missing: string[] = [];
  for (const { metric } of selectorsOf(expr)) {
    if ((await prometheus.query(`last_over_time(${metric}[${rateInterval}])`)).length === 0) missing.push(metric);
  }
  return missing;
}
