import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visitChat } from '../../support/chat-visit.ts';
import type { ChatSeen } from '../../support/chat-visit.ts';
import { GatewayChild } from '../../support/gateway-child.ts';
import { MetricsReading } from '../../support/metrics-reading.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { startEmulator } from '../../support/start.ts';
import type { Emulator } from '../../support/start.ts';
import { until } from '../../support/until.ts';

/**
 * Twenty seconds of everything at once: answers, clients that leave, engines that fail, a replica whose port comes and
 * goes, reloads. What the metrics say in the end must be what the clients saw, to the request and to the token. Field
 * issues: llm-d#1950; production-stack PR#1072; litellm#6633; envoyproxy/ai-gateway#2115; Augustas11/macprovider#187.
 */

const TRAFFIC_MS = 20_000;
const STAYING = 10;
const LEAVING = 4;
const WHOLE = 2;
const timeout = 90_000;
const arrivalFaults = [
  { kind: 'reset', share: 0.02 },
  { kind: 'html', share: 0.02 },
  { kind: 'overloaded', share: 0.02 },
] as const;
/** All of them end an answer before the engine has finished it: none that does may hold it up meanwhile. */
const streamFaults = [
  { kind: 'cut-mid-event', after: 10, share: 0.04 },
  { kind: 'missing-done', after: 7, share: 0.02 },
  { kind: 'generation-failed', after: 5, share: 0.01 },
] as const;
const prompts = [
  'What is deep learning?',
  'Write a function that reverses a list.',
  'Translate to German: good morning.',
];

interface Tally {
  readonly endings: Record<string, number>;
  tokens: number;
  okTokens: number;
}

const random = seededRandom(17);
const agent = new Agent({ keepAlive: true });
/** At variant `staying`: streams that are read to the end. */
const stayed: Tally = { endings: {}, tokens: 0, okTokens: 0 };
/** At variant `leaving`: streams that would last half a minute, which clients leave at once; and short whole answers. */
const left: Tally = { endings: {}, tokens: 0, okTokens: 0 };
const gauges: number[] = [];
let engines: { readonly staying: readonly Emulator[]; readonly leaving: Emulator };
let gateway: GatewayChild;
let metrics: MetricsReading;

beforeAll(async () => {
  const fast = ['--dialect', 'tgi-3.3', '--time-scale', '8'];
  const staying = [await startEmulator(...fast), await startEmulator(...fast, '--seed', '2')];
  const leaving = await startEmulator('--speculator', 'mlp', '--max-concurrent-requests', '1000');
  engines = { staying, leaving };
  gateway = await GatewayChild.start(configuration(1));
  for (const engine of staying) await engine.setFaults([...arrivalFaults, ...streamFaults]);
  await leaving.setFaults([...arrivalFaults, { kind: 'stall', after: 3, durationMs: 100, share: 0.1 }]);
  await runTraffic();
  await untilIdle();
  metrics = await MetricsReading.read(gateway.url);
}, timeout);

afterAll(async () => {
  agent.destroy();
  await gateway?.[Symbol.asyncDispose]();
  await Promise.all([...engines.staying, engines.leaving].map((engine) => engine.stop()));
});

function configuration(weight: number): string {
  const replicas = engines.staying.map(({ url }) => `"${url}"`).join(', ');
  return `
timeouts: { connect: 500ms }
probe: { interval: 250ms, timeout: 250ms }
health: { minSuccessRatio: 0.2, outlierMargin: 1 }
models:
  tgi:
    variants:
      staying: { engine: tgi, model: m, replicas: [${replicas}] }
      leaving: { engine: tgi, model: m, speculator: mlp, replicas: ["${engines.leaving.url}"] }
    experiment: { allowForced: true, weights: { staying: ${weight}, leaving: 1 } }
`;
}

function note(tally: Tally, { ending, tokens }: ChatSeen): void {
  tally.endings[ending] = (tally.endings[ending] ?? 0) + 1;
  tally.tokens += tokens;
  if (ending === 'ok') tally.okTokens += tokens;
}

async function runTraffic(): Promise<void> {
  const endsAtMs = performance.now() + TRAFFIC_MS;
  const again = async (act: () => Promise<void>): Promise<void> => {
    while (performance.now() < endsAtMs) await act();
  };
  const clients = (
    [
      [STAYING, stay],
      [LEAVING, leave],
      [WHOLE, askWhole],
    ] as const
  ).flatMap(([count, act]) => Array.from({ length: count }, () => act));
  await Promise.all([...clients, readGauge, flap, reload].map(again));
}

const anyPrompt = (): string => prompts[Math.floor(random() * prompts.length)] ?? '';

async function stay(): Promise<void> {
  const maxTokens = 20 + Math.floor(random() * 60);
  const visit = { variant: 'staying', stream: true, maxTokens, prompt: anyPrompt(), leaveAfter: null };
  note(stayed, await visitChat(gateway.url, agent, visit));
}

async function leave(): Promise<void> {
  const leaveAfter = 1 + Math.floor(random() * 8);
  const visit = { variant: 'leaving', stream: true, maxTokens: 1500, prompt: anyPrompt(), leaveAfter };
  note(left, await visitChat(gateway.url, agent, visit));
}

async function askWhole(): Promise<void> {
  const visit = { variant: 'leaving', stream: false, maxTokens: 10, prompt: anyPrompt(), leaveAfter: null };
  note(left, await visitChat(gateway.url, agent, visit));
}

async function readGauge(): Promise<void> {
  const now = await MetricsReading.read(gateway.url);
  for (const variant of ['staying', 'leaving']) gauges.push(now.sum('slipstream_requests_in_flight', { variant }));
  await sleep(100);
}

/** The port of one of the two replicas is closed for a while. */
async function flap(): Promise<void> {
  await sleep(2500);
  await engines.staying[1]?.setFaults([...arrivalFaults, ...streamFaults, { kind: 'refuse', durationMs: 400 }]);
  await sleep(500);
}

async function reload(): Promise<void> {
  await sleep(2000);
  gateway.configure(configuration(1 + random()));
}

async function untilIdle(): Promise<void> {
  const all = [...engines.staying, engines.leaving];
  await until(async () => {
    const inFlight = (await MetricsReading.read(gateway.url)).sum('slipstream_requests_in_flight');
    const truths = await Promise.all(all.map((engine) => engine.truth()));
    return inFlight === 0 && truths.every(({ running, waiting }) => running + waiting === 0);
  }, 'requests are still under way');
}

describe('a mixture of all traffic', () => {
  it('had everything in it', () => {
    expect(stayed.endings['ok']).toBeGreaterThan(100);
    expect(left.endings['left']).toBeGreaterThan(50);
    expect(left.endings['ok']).toBeGreaterThan(10);
    for (const code of ['upstream_truncated', 'upstream_malformed', 'engine_failed', 'engine_overloaded']) {
      expect(stayed.endings[code], code).toBeGreaterThan(0);
    }
    // Second tries.
    const [attempts, requests] = ['slipstream_attempts_total', 'slipstream_requests_total'].map((family) =>
      metrics.sum(family, { variant: 'staying' }),
    );
    expect(attempts).toBeGreaterThan(requests ?? Infinity);
    expect(metrics.sum('slipstream_config_reloads_total', { result: 'applied' })).toBeGreaterThan(3);
  });

  it.each([
    ['staying', stayed],
    ['leaving', left],
  ])('is counted by outcome as the clients of %s saw it, exactly', (variant, { endings }) => {
    const { left: gone = 0, ...others } = endings;
    const expected = gone > 0 ? { ...others, client_gone: gone } : others;
    expect(metrics.by('outcome', 'slipstream_requests_total', { variant })).toEqual(expected);
  });

  it('never had fewer than no requests in flight, nor more than clients, and none at the end', () => {
    expect(gauges.length).toBeGreaterThan(100);
    expect(Math.min(...gauges)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...gauges)).toBeLessThanOrEqual(STAYING + LEAVING + WHOLE);
    expect(Math.max(...gauges)).toBeGreaterThan(0);
  });

  it('has as many completion tokens as the clients received', () => {
    expect(metrics.sum('slipstream_completion_tokens_total', { variant: 'staying' })).toBe(stayed.tokens);
  });

  it('has as many tokens in finished answers as the engines say', async () => {
    const pages = await Promise.all(engines.staying.map(({ url }) => MetricsReading.read(url)));
    const family = 'tgi_request_generated_tokens';
    const generated = pages.reduce((sum, page) => sum + page.sum(family, {}, `${family}_sum`), 0);
    expect(generated).toBe(stayed.okTokens);
  });

  it('bills those who left for what was delivered or on its way, and for no more', async () => {
    const billed = metrics.sum('slipstream_completion_tokens_total', { variant: 'leaving' });
    const { tokens } = await engines.leaving.truth();
    expect(billed).toBeGreaterThanOrEqual(left.tokens);
    expect(billed).toBeLessThanOrEqual(tokens);
  });

  it('left the gateway alive, with nothing to complain of', () => {
    expect([gateway.alive, gateway.complaints]).toEqual([true, []]);
  });
});
