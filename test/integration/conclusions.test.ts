import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  ConclusionsReport,
  ConclusionsRow,
} from '../../apps/gateway/src/metering/conclusions/conclusions-report.ts';
import type { UsageRow } from '../../apps/gateway/src/metering/usage/usage-report.ts';
import type { RunningChild } from '../../scripts/demo/child.ts';
import { freePort } from '../support/free-port.ts';
import { startEmulator, startGateway, type Emulator, type EndedRequest } from '../support/start.ts';
import { until } from '../support/until.ts';

/** What is concluded of each class of prompts, live and from the ledger, against what the engines did for just these requests. */

const classes = ['code', 'chat', 'rag'] as const;
const variants = ['plain', 'eagle'] as const;
/** Of each class, at each variant. */
const asked = 6;

const secret = 'sk-conclusions-of-the-meter';
const folder = mkdtempSync(join(tmpdir(), 'slipstream-conclusions-'));
const emulators = new Map<string, Emulator>();
const ended = new Map<string, readonly EndedRequest[]>();
let gateway: RunningChild;
let adminUrl: string;
let elapsedSeconds: number;

beforeAll(async () => {
  const vllm = ['--engine', 'vllm-0.32', '--time-scale', '16'];
  emulators.set('plain', await startEmulator(...vllm));
  const eagle = ['--speculator', 'eagle', '--flag', 'per-request-spec-decode-metrics=summary'];
  emulators.set('eagle', await startEmulator(...vllm, ...eagle));
  const port = await freePort();
  adminUrl = `http://127.0.0.1:${port}/api/v1`;
  gateway = await startGateway(configuration(port));
  const begunMs = performance.now();
  await Promise.all(variants.flatMap((variant) => classes.map((name) => drive(variant, name))));
  elapsedSeconds = (performance.now() - begunMs) / 1000;
  for (const [variant, emulator] of emulators) ended.set(variant, await emulator.ended());
  await until(async () => {
    const { rows } = await conclusions('variant');
    return rows.reduce((sum, row) => sum + row.requests, 0) === variants.length * classes.length * asked;
  }, 'not all requests were ever settled');
}, 60_000);

afterAll(async () => {
  await gateway?.stop();
  await Promise.all([...emulators.values()].map((emulator) => emulator.stop()));
  rmSync(folder, { recursive: true, force: true });
});

it.each(classes)('of the class %s have the acceleration of its requests, exactly', async (name) => {
  const { rows } = await conclusions('class');
  const row = rows.find(({ variant, band }) => variant === 'eagle' && band === name);
  const truth = truthOf('eagle', name);
  expect(row).toMatchObject({ control: 'plain', method: 'exact', requests: asked, tokens: truth.tokens });
  expect(row?.acceleration?.estimate).toBe(truth.tokens / truth.steps);
  expect(row?.decodeAcceleration?.estimate).toBe((truth.tokens - asked) / (truth.steps - asked));
  expect(row?.meanAcceptanceLength?.estimate).toBe(1 + truth.matched / truth.drafts);
  expect(row?.acceptanceRate?.estimate).toBe(truth.matched / truth.draftTokens);
  for (const interval of [row?.acceleration, row?.acceptanceRate, row?.tpotMs, row?.stepTimeMs, row?.ttftMs]) {
    expect(interval?.lower).toBeLessThan(interval?.estimate ?? NaN);
    expect(interval?.upper).toBeGreaterThan(interval?.estimate ?? NaN);
  }
});

it('of a variant without a speculator are 1.00 exactly, and say how they know', async () => {
  const row = (await conclusions('variant')).rows.find(({ variant }) => variant === 'plain');
  expect(row).toMatchObject({ method: 'derived', acceleration: { lower: 1, estimate: 1, upper: 1 }, control: null });
});

it('divide the time of a GPU, and give out no more than there was', async () => {
  const usage = await usageBy('variant');
  for (const row of usage) {
    expect(row.gpuSeconds).toBeGreaterThan(0);
    expect(row.gpuSeconds).toBeLessThan(elapsedSeconds);
    expect(row.gpuSecondsWasted).toBe(0);
  }
  // Live and booked: the same requests, the same time.
  for (const { variant, gpuSecondsPer1000Tokens: cost, tokens } of (await conclusions('variant')).rows) {
    const booked = usage.find((row) => row.variant === variant)?.gpuSeconds;
    expect(((cost?.estimate ?? NaN) * tokens) / 1000).toBeCloseTo(booked ?? NaN, 6);
  }
});

it('are in the ledger, too', async () => {
  for (const row of await usageBy('variant,class')) {
    const truth = truthOf(row.variant ?? '', row.class ?? '');
    expect(row.speculation).toMatchObject([{ tokens: truth.tokens, steps: truth.steps }]);
    expect([row.requests, row.completionTokens]).toEqual([asked, truth.tokens]);
  }
  // One after the other of each class, three classes at a time.
  const bands = (await usageBy('concurrency')).map(({ concurrency }) => concurrency);
  expect(bands.every((band) => band === '1' || band === '2-3')).toBe(true);
});

it('count the GPU time of an answer whose client left as wasted', async () => {
  const leaving = new AbortController();
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-slipstream-variant': 'eagle' },
    body: JSON.stringify({
      model: 'm',
      messages: [{ role: 'user', content: 'Tell me a long story.' }],
      stream: true,
      max_tokens: 2000,
    }),
    signal: leaving.signal,
  });
  await response.body?.getReader().read();
  leaving.abort();
  await until(async () => {
    const own = (await conclusions('variant')).rows.filter(({ variant }) => variant === 'eagle');
    return own.some(({ gpuSecondsWasted: wasted }) => wasted !== null && wasted > 0);
  }, 'nothing was ever wasted');
});

function configuration(adminPort: number): string {
  const replicas = (name: string): string => `replicas: ['${emulators.get(name)?.url}']`;
  const hash = createHash('sha256').update(secret).digest('hex');
  return `
admin: { listen: '127.0.0.1:${adminPort}', keys: { viewer: { secret: 'sha256:${hash}', role: viewer } } }
database: { path: '${join(folder, 'ledger.db')}' }
metering: { classes: [rag] }
models:
  m:
    variants:
      plain: { engine: vllm, model: meta-llama/Meta-Llama-3-8B-Instruct, base: l, ${replicas('plain')} }
      eagle: { engine: vllm, model: meta-llama/Meta-Llama-3-8B-Instruct, base: l, control: plain, speculator: { kind: eagle, draftTokens: 4 }, ${replicas('eagle')} }
    experiment: { weights: { plain: 1, eagle: 1 }, allowForced: true }
`;
}

/** One after the other, each of another session. */
async function drive(variant: string, name: (typeof classes)[number]): Promise<void> {
  for (let turn = 0; turn < asked; turn += 1) {
    const fence = name === 'code' ? 'What does this do?\n```js\nadd(1, 2);\n```' : 'Tell me of rivers,';
    const body = {
      model: 'm',
      messages: [{ role: 'user', content: `${fence} ${turn}` }],
      stream: true,
      max_tokens: 20 + ((turn * 37) % 80),
    };
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-slipstream-variant': variant,
        'x-request-id': `${name}-${turn}`,
        'x-session-id': `${name}-${turn}`,
        ...(name === 'rag' ? { 'x-slipstream-class': 'rag' } : {}),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${variant}: ${response.status} ${text}`);
  }
}

function truthOf(variant: string, name: string) {
  const own = (ended.get(variant) ?? []).filter((request) => request.name?.startsWith(`${name}-`) === true);
  const sum = (part: keyof EndedRequest['work']): number => own.reduce((total, { work }) => total + work[part], 0);
  const [tokens, steps, drafts] = [sum('tokens'), sum('steps'), sum('drafts')];
  return { tokens, steps, drafts, draftTokens: sum('draftTokens'), matched: sum('matched') };
}

async function conclusions(by: string): Promise<{ readonly rows: readonly ConclusionsRow[] }> {
  const headers = { authorization: `Bearer ${secret}` };
  return (await (await fetch(`${adminUrl}/conclusions?by=${by}`, { headers })).json()) as ConclusionsReport;
}

async function usageBy(by: string): Promise<readonly UsageRow[]> {
  let rows: readonly UsageRow[] = [];
  await until(async () => {
    const answer = await fetch(`${gateway.url}/v1/usage?since=1h&by=${by}`);
    rows = ((await answer.json()) as { data: readonly UsageRow[] }).data;
    return rows.reduce((sum, row) => sum + row.requests, 0) === variants.length * classes.length * asked;
  }, 'not all requests were ever booked');
  return rows;
}
