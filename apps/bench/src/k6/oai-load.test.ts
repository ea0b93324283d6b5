import { readFile } from 'node:fs/promises';
import { compileFunction } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { chunk } from '../testing/scripted-tgi.ts';

/** The script as k6 runs it, in a k6 of a few lines: answers are canned, metrics are lists. */
interface LoadedScript {
  readonly options: { readonly scenarios: { readonly load: Readonly<Record<string, unknown>> } };
  readonly iterate: () => void;
  readonly requests: { readonly url: string; readonly body: Record<string, unknown> }[];
  readonly metrics: Record<string, (number | boolean)[]>;
  readonly checks: Record<string, boolean>[];
}

type Answer = { readonly status: number; readonly body: string | null };
const samples = [{ conversations: [{ from: 'human', value: 'a'.repeat(600) }] }, { conversations: [] }];

async function loadScript(env: Record<string, string>, answers: readonly Answer[] = []): Promise<LoadedScript> {
  const text = await readFile(new URL('../../../../deploy/k6/oai_load.js', import.meta.url), 'utf8');
  const body = text
    .replaceAll(/^import .*$/gmu, '')
    .replace('export const options', 'const options')
    .replace('export default function ()', 'function iterate()');
  const loaded = { requests: [], metrics: {}, checks: [] } as Pick<LoadedScript, 'requests' | 'metrics' | 'checks'>;
  class Metric {
    readonly #values: (number | boolean)[];
    constructor(name: string) {
      this.#values = loaded.metrics[name] = [];
    }
    add(value: number | boolean): void {
      this.#values.push(value);
    }
  }
  const globals = {
    __ENV: env,
    open: () => JSON.stringify(samples),
    http: {
      post: (url: string, request: string) => {
        const answer = answers[loaded.requests.push({ url, body: JSON.parse(request) as Record<string, unknown> }) - 1];
        return { ...answer, timings: { duration: 300 } };
      },
    },
    check: (_: unknown, each: Record<string, () => boolean>) =>
      loaded.checks.push(Object.fromEntries(Object.entries(each).map(([name, holds]) => [name, holds()]))),
    // Called once, as k6 does; its result is an array to all users.
    SharedArray: function shared(_name: string, make: () => unknown[]) {
      return make();
    },
    Counter: Metric,
    Rate: Metric,
    Trend: Metric,
    exec: { scenario: { iterationInTest: 0 } },
  };
  const run = compileFunction(`${body}\nreturn { options, iterate };`, Object.keys(globals)) as (
    ...values: readonly unknown[]
  ) => Pick<LoadedScript, 'options' | 'iterate'>;
  return { ...loaded, ...run(...Object.values(globals)) };
}

/** What the metrics hold after one answer. */
async function after(body: string | null, status = 200) {
  const script = await loadScript({}, [{ status, body }]);
  script.iterate();
  const { tokens, complete_answers: complete, stream_errors: errors, truncated_streams: cut } = script.metrics;
  return { tokens, complete, errors: errors!.length, cut: cut!.length, checks: Object.values(script.checks[0]!) };
}

const done = 'data: [DONE]\n\n';

describe('oai_load.js', () => {
  it('asks as the published test: first turn cut to 500 characters, greedy, streamed, 200 tokens', async () => {
    const script = await loadScript({}, [{ status: 200, body: chunk('length') + done }]);
    script.iterate();
    expect(script.requests[0]!.url).toBe('http://127.0.0.1:8080/v1/chat/completions');
    expect(script.requests[0]!.body).toMatchObject({
      model: 'tgi',
      messages: [{ role: 'user', content: 'a'.repeat(500) }],
      max_tokens: 200,
      temperature: 0,
      stream: true,
    });
  });

  it('takes HOST with and without a scheme, and the other settings', async () => {
    for (const HOST of ['h:1', 'http://h:1', 'http://h:1/']) {
      const script = await loadScript({ HOST, MODEL_ID: 'm', MAX_NEW_TOKENS: '50' }, [{ status: 200, body: '' }]);
      script.iterate();
      expect(script.requests[0]).toMatchObject({
        url: 'http://h:1/v1/chat/completions',
        body: { model: 'm', max_tokens: 50 },
      });
    }
  });

  it('is a closed loop, and with RATE an open one', async () => {
    const closed = await loadScript({ VU: '10', DURATION: '5s' });
    expect(closed.options.scenarios.load).toMatchObject({ executor: 'constant-vus', vus: 10, duration: '5s' });
    const open = await loadScript({ VU: '10', RATE: '1' });
    expect(open.options.scenarios.load).toMatchObject({ executor: 'constant-arrival-rate', rate: 1, maxVUs: 10 });
  });

  it('counts tokens by events, or by usage where it is stated', async () => {
    expect(await after(chunk() + chunk() + chunk('length') + done)).toMatchObject({ tokens: [3], complete: [true] });
    const usage = 'data: {"choices":[],"usage":{"completion_tokens":9}}\n\n';
    expect(await after(chunk() + chunk('length') + usage + done)).toMatchObject({ tokens: [9], complete: [true] });
    expect((await after((chunk() + chunk('stop') + done).replaceAll('\n', '\r\n'))).tokens).toEqual([2]);
  });

  it('calls an error event inside a 200 stream a failure', async () => {
    const error = 'data: {"error":"Model is overloaded","error_type":"overloaded"}\n\n';
    expect(await after(error + done)).toMatchObject({
      complete: [false],
      errors: 1,
      cut: 0,
      checks: [true, false, true],
    });
  });

  it('calls a stream without its proper end a failure, but for TGI 2.0, which sends no [DONE]', async () => {
    const cut = { complete: [false], errors: 0, cut: 1, checks: [true, true, false] };
    expect(await after(chunk() + chunk('length'))).toMatchObject(cut);
    expect(await after(chunk() + done)).toMatchObject(cut);
    expect(await after(chunk() + chunk('length').slice(0, -5))).toMatchObject({ ...cut, tokens: [1] });
    expect(await after(chunk('eos_token').replace('chat.completion.chunk', 'text_completion'))).toMatchObject({
      complete: [true],
    });
  });

  it('calls any other status a failure, and counts no tokens of it', async () => {
    expect(await after(null, 0)).toMatchObject({ complete: [false], tokens: [], checks: [false, true, true] });
    expect(await after('{"error":"x"}', 422)).toMatchObject({ complete: [false], tokens: [] });
  });

  it('refuses settings that are no numbers', async () => {
    await expect(loadScript({ VU: 'ten' })).rejects.toThrow('VU: "ten" is not a whole number from 1 up');
  });
});
