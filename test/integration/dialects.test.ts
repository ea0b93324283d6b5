import { parsePrometheusText, sampleValue, type PrometheusPage } from '@slipstream/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningChild } from '../../scripts/demo/child.ts';
import { startEmulator, startGateway, type Emulator, type EngineTruth } from '../support/start.ts';
import { until } from '../support/until.ts';

/** The same engine behind every wire: what the gateway reads of each, in band and scraped, against the engine's own truth. */

interface Dialect {
  readonly engine: string;
  /** Of the emulator. */
  readonly args: readonly string[];
  /** As the configuration writes it. */
  readonly speculator: string;
  /** How the gateway can know the steps of a request. */
  readonly method: 'exact' | 'derived';
  /** Also answers in one piece: of those vLLM does not show the steps without a draft behind a cut. */
  readonly whole: boolean;
}

const eagle = '{ kind: eagle, draftTokens: 4 }';
const ngram = '{ kind: ngram, draftTokens: 3 }';
const summary = ['--flag', 'per-request-spec-decode-metrics=summary'];

const dialects: Readonly<Record<string, Dialect>> = {
  'vllm-eagle': {
    engine: 'vllm',
    args: ['--speculator', 'eagle', ...summary],
    speculator: eagle,
    method: 'exact',
    whole: true,
  },
  'vllm-ngram': {
    engine: 'vllm',
    args: ['--speculator', 'ngram', ...summary],
    speculator: ngram,
    method: 'exact',
    whole: false,
  },
  'vllm-plain': { engine: 'vllm', args: [], speculator: 'none', method: 'derived', whole: true },
  'sglang-eagle': {
    engine: 'sglang',
    args: ['--speculator', 'eagle', '--flag', 'enable-metrics'],
    speculator: eagle,
    method: 'exact',
    whole: true,
  },
  'llamacpp-eagle': {
    engine: 'llamacpp',
    args: ['--speculator', 'eagle', '--flag', 'metrics', '--flag', 'parallel=8'],
    speculator: eagle,
    method: 'derived',
    whole: true,
  },
  'trtllm-eagle': {
    engine: 'trtllm',
    args: ['--speculator', 'eagle', '--flag', 'return-perf-metrics'],
    speculator: eagle,
    method: 'derived',
    whole: true,
  },
};

const names = Object.keys(dialects);
const versions: Readonly<Record<string, string>> = {
  vllm: 'vllm-0.32',
  sglang: 'sglang-0.5.19',
  llamacpp: 'llamacpp-2026-08',
  trtllm: 'trtllm-1.4',
};
const emulators = new Map<string, Emulator>();
const truths = new Map<string, EngineTruth>();
const answers = new Map<string, readonly string[]>();
let gateway: RunningChild;
let page: PrometheusPage;

beforeAll(async () => {
  for (const name of names) {
    const { engine, args } = dialects[name]!;
    emulators.set(name, await startEmulator('--engine', versions[engine]!, '--time-scale', '8', ...args));
  }
  gateway = await startGateway(configuration());
  for (const name of names) answers.set(name, await drive(name));
  for (const name of names) truths.set(name, await emulators.get(name)!.truth());
  await until(async () => {
    page = await readPage();
    return names.every((name) => value('slipstream_engine_step_tokens_total', name) === truths.get(name)!.tokens);
  }, 'the scraped tokens never came to the truth');
}, 120_000);

afterAll(async () => {
  await gateway?.stop();
  await Promise.all([...emulators.values()].map((emulator) => emulator.stop()));
});

describe.each(names)('%s', (name) => {
  const { method, whole } = dialects[name]!;

  it('is metered in band to the token and to the step', () => {
    const { tokens, steps, promptTokens, requests } = truths.get(name)!;
    expect(value('slipstream_completion_tokens_total', name, { source: 'engine' })).toBe(tokens);
    expect(value('slipstream_prompt_tokens_total', name)).toBe(promptTokens);
    expect(value('slipstream_measured_requests_total', name, { method })).toBe(requests);
    expect(value('slipstream_step_tokens_total', name, { method })).toBe(tokens);
    expect(value('slipstream_decode_steps_total', name, { method })).toBe(steps);
  });

  it('is scraped to the token and to the step', () => {
    const { tokens, steps } = truths.get(name)!;
    expect(value('slipstream_engine_step_tokens_total', name)).toBe(tokens);
    expect(value('slipstream_engine_steps_total', name)).toBe(steps);
    expect(value('slipstream_engine_resets_total', name) ?? 0).toBe(0);
  });

  it('sends its client nothing that only the gateway asked for', () => {
    const all = answers.get(name)!;
    expect(all.length).toBeGreaterThan(0);
    for (const answer of all) {
      expect(answer).not.toContain('"sglext":{');
      // The event that would end a stream with its usage.
      expect(answer).not.toMatch(/^data: .*"choices":\s*\[\]/m);
    }
    expect(all.some((answer) => answer.startsWith('{'))).toBe(whole);
  });
});

function configuration(): string {
  const variants = names.map((name) => {
    const { engine, speculator } = dialects[name]!;
    const replicas = `replicas: ['${emulators.get(name)!.url}']`;
    return `      ${name}: { engine: ${engine}, model: meta-llama/Meta-Llama-3-8B-Instruct, base: l, speculator: ${speculator}, ${replicas} }`;
  });
  const weights = names.map((name) => `${name}: 1`).join(', ');
  // The first reading is where counting begins: it must not be missed on a busy machine.
  return `scrape: { interval: 2s, timeout: 2s }
models:
  m:
    variants:
${variants.join('\n')}
    experiment: { seed: dialects, weights: { ${weights} }, allowForced: true }
`;
}

/** Four at a time: streams, and answers in one piece where they are exact, of many lengths. */
async function drive(name: string): Promise<readonly string[]> {
  const texts: string[] = [];
  const ask = async (worker: number): Promise<void> => {
    for (let turn = 0; turn < 6; turn += 1) {
      const index = worker * 6 + turn;
      const stream = !dialects[name]!.whole || index % 3 !== 0;
      texts.push(await answerOf(name, index, stream));
    }
  };
  await Promise.all([0, 1, 2, 3].map(ask));
  return texts;
}

async function answerOf(name: string, index: number, stream: boolean): Promise<string> {
  const subjects = ['rivers', 'a function that adds two numbers', 'a summary of: the fox jumps, the fox jumps again'];
  const messages = [{ role: 'user', content: `Write ${subjects[index % subjects.length]}, number ${index}.` }];
  const response = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-slipstream-variant': name },
    body: JSON.stringify({ model: 'm', messages, stream, max_tokens: 10 + ((index * 37) % 110) }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${name}: ${response.status} ${text}`);
  return text;
}

async function readPage(): Promise<PrometheusPage> {
  const parsed = parsePrometheusText(await (await fetch(`${gateway.url}/metrics`)).text());
  if (!parsed.ok) throw new Error(parsed.issue.message);
  return parsed.page;
}

function value(family: string, variant: string, labels: Readonly<Record<string, string>> = {}): number | null {
  return sampleValue(page, family, family, { variant, ...labels });
}
