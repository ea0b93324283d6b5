import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parsePrometheusText, sampleValue, type PrometheusPage } from '@slipstream/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, startGateway, type Emulator, type EngineTruth } from '../support/start.ts';
import type { RunningChild } from '../../scripts/demo/child.ts';

/** The same traffic seen by the bench, by the gateway (in band and scraped) and by the emulated engines themselves. */

interface Row {
  readonly variant: string;
  readonly requests: number;
  readonly tokenSum: number;
  readonly tokensCount: number;
  readonly totalTokens: number;
  readonly usageTokens: number;
  readonly acceleration: number;
}

const variants = ['baseline', 'mlp'] as const;
const bench = join(import.meta.dirname, '..', '..', 'apps', 'bench', 'src', 'main.ts');
const emulators = new Map<string, Emulator>();
const truths = new Map<string, EngineTruth>();
let gateway: RunningChild;
let rows: readonly Row[];
let page: PrometheusPage;

beforeAll(async () => {
  emulators.set('baseline', await startEmulator());
  emulators.set('mlp', await startEmulator('--speculator', 'mlp'));
  gateway = await startGateway(configuration());
  rows = await runBench();
  for (const variant of variants) truths.set(variant, await emulatorOf(variant).truth());
  page = await pageThatShows((seen) =>
    variants.every((variant) => engineSteps(seen, variant) === truthOf(variant).steps),
  );
}, 120_000);

afterAll(async () => {
  await gateway?.stop();
  await Promise.all([...emulators.values()].map((emulator) => emulator.stop()));
});

describe.each(variants)('%s: three views of the same traffic', (variant) => {
  it('bench = truth, to the token', () => {
    const row = rowOf(variant);
    expect(row.tokenSum).toBe(measured(variant).accepted);
    expect(row.tokensCount).toBe(measured(variant).steps);
    expect(row.totalTokens).toBe(row.usageTokens);
  });

  it('gateway, scraped = truth, to the token', () => {
    expect(engineSteps(page, variant)).toBe(truthOf(variant).steps);
    expect(valueOf('slipstream_engine_accepted_tokens_total', variant)).toBe(truthOf(variant).accepted);
  });

  it('gateway, completion tokens in band = truth, to the token', () => {
    expect(valueOf('slipstream_completion_tokens_total', variant)).toBe(truthOf(variant).tokens);
  });

  it('gateway, acceleration in band is within 3 % of the truth', () => {
    const inBand = valueOf('slipstream_step_tokens_total', variant) / valueOf('slipstream_decode_steps_total', variant);
    const exact = truthOf(variant).tokens / truthOf(variant).steps;
    expect(Math.abs(inBand / exact - 1)).toBeLessThan(0.03);
  });
});

it('baseline is exactly 1.00, the speculator is not', () => {
  expect(rowOf('baseline').acceleration).toBe(1);
  expect(rowOf('mlp').acceleration).toBeGreaterThan(1.4);
});

/** The warm-up goes through the engines too, but is in no row: the rows cover what the truth rose by since. */
function measured(variant: string): { readonly steps: number; readonly accepted: number } {
  const row = rowOf(variant);
  const truth = truthOf(variant);
  const warmUp = truth.requests - row.requests;
  if (warmUp === 0) return truth;
  throw new Error(`${variant}: ${warmUp} requests more than the row counts; run this bench without a warm-up`);
}

function configuration(): string {
  return `
scrape: { interval: 200ms }
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: meta-llama/Meta-Llama-3-8B-Instruct, base: llama-3-8b, replicas: [${emulatorOf('baseline').url}] }
      mlp: { engine: tgi, model: ibm-fms/llama3-8b-accelerator, base: llama-3-8b, control: baseline, speculator: { kind: mlp }, replicas: [${emulatorOf('mlp').url}] }
    experiment: { seed: views, weights: { baseline: 1, mlp: 1 }, allowForced: true }
`;
}

async function runBench(): Promise<readonly Row[]> {
  const out = mkdtempSync(join(tmpdir(), 'slipstream-views-'));
  const metrics = variants.flatMap((variant) => ['--metrics', `${variant}=${emulatorOf(variant).url}`]);
  const load = ['--vus', '3', '--requests', '18', '--warmup', '0', '--max-tokens', '80', '--arms', 'together'];
  const args = ['run', '--via', gateway.url, '--variants', variants.join(','), ...metrics, ...load, '--out', out];
  const child = spawn(process.execPath, [bench, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`the bench ended with ${String(code)}:\n${said.join('')}`);
  const { rows } = JSON.parse(readFileSync(join(out, 'acceleration.json'), 'utf8')) as { rows: readonly Row[] };
  rmSync(out, { recursive: true, force: true });
  return rows;
}

/** Polls the gateway's metrics until the scrape has caught up; fails with the last page when it never does. */
async function pageThatShows(isCaughtUp: (page: PrometheusPage) => boolean): Promise<PrometheusPage> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const text = await (await fetch(`${gateway.url}/metrics`)).text();
    const parsed = parsePrometheusText(text);
    if (!parsed.ok) throw new Error(`line ${parsed.issue.line}: ${parsed.issue.message}`);
    if (isCaughtUp(parsed.page)) return parsed.page;
    if (performance.now() > deadline) throw new Error(`the scrape never caught up:\n${text}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function emulatorOf(variant: string): Emulator {
  const emulator = emulators.get(variant);
  if (emulator === undefined) throw new Error(`no emulator of ${variant}`);
  return emulator;
}

function truthOf(variant: string): EngineTruth {
  const truth = truths.get(variant);
  if (truth === undefined) throw new Error(`no truth of ${variant}`);
  return truth;
}

function rowOf(variant: string): Row {
  const row = rows.find((candidate) => candidate.variant === variant);
  if (row === undefined) throw new Error(`no row of ${variant}`);
  return row;
}

function engineSteps(seen: PrometheusPage, variant: string): number | null {
  return sampleValue(seen, 'slipstream_engine_steps_total', undefined, { variant });
}

function valueOf(family: string, variant: string): number {
  const value = sampleValue(page, family, undefined, { variant });
  if (value === null) throw new Error(`${family} has no sample of ${variant}`);
  return value;
}
