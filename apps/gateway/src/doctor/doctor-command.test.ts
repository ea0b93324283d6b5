import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDispatch } from '../upstream/dispatch.ts';
import { createFetchPage } from '../upstream/fetch-page.ts';
import { ReplicaPools } from '../upstream/replica-pools.ts';
import { doctorCommand } from './doctor-command.ts';
import type { Examination } from './examination.ts';

type Answers = Readonly<Record<string, string | ((request: IncomingMessage, response: ServerResponse) => void)>>;

let close: (() => Promise<void>) | null = null;
afterEach(async () => {
  await close?.();
  close = null;
});

/** A server that answers these routes, all others with 404. */
async function serverOf(answers: Answers): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = answers[path];
    if (answer === undefined) response.writeHead(404).end();
    else if (typeof answer === 'string') response.end(answer);
    else answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const pools = new ReplicaPools({ connectMs: 2_000 });
  const clock = { now: () => performance.now(), wallTime: () => 0 };
  const timers = {
    after(delayMs: number, act: () => void) {
      const timer = setTimeout(act, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const dispatch = createDispatch(pools, clock);
  let [out, err] = ['', ''];
  const code = await doctorCommand(args, {
    dispatch,
    clock,
    timers,
    env,
    fetchPages: (headers) => createFetchPage({ dispatch, timers, headersFor: () => headers }),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  await pools.destroy();
  return { code, out, err };
}

const models = '{"object":"list","data":[{"id":"llama-3-8b","object":"model","owned_by":"vllm"}]}';
const vllmMetrics = `vllm:num_requests_running{engine="0"} 0
vllm:num_requests_waiting{engine="0"} 0
vllm:kv_cache_usage_perc{engine="0"} 0.1
vllm:generation_tokens_total{engine="0"} 22
# TYPE vllm:time_to_first_token_seconds histogram
vllm:time_to_first_token_seconds_count{engine="0"} 2
# TYPE vllm:inter_token_latency_seconds histogram
vllm:inter_token_latency_seconds_count{engine="0"} 8
vllm:spec_decode_num_drafts_total{engine="0"} 8
vllm:spec_decode_num_accepted_tokens_total{engine="0"} 12
`;
const chunk = (members: object): string => `data: ${JSON.stringify({ id: 'x', ...members })}\n\n`;
const piece = (content: string, finish: string | null = null): string =>
  chunk({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };

/** A vLLM with a speculator that says nothing of it per request; `bodies` are what it was asked. */
function vllm(bodies: Record<string, unknown>[]): Answers {
  return {
    '/health': '',
    '/version': '{"version":"0.28.0"}',
    '/v1/models': models,
    '/metrics': vllmMetrics,
    '/v1/chat/completions': (request, response) => {
      let text = '';
      request.on('data', (data) => (text += String(data)));
      request.on('end', () => {
        const body = JSON.parse(text) as Record<string, unknown>;
        bodies.push(body);
        if (body['stream'] === true) {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.end(`${piece('one')}${piece(' two three', 'stop')}${chunk({ choices: [], usage })}data: [DONE]\n\n`);
        } else {
          const choices = [{ index: 0, message: { role: 'assistant', content: 'one' }, finish_reason: 'stop' }];
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ id: 'x', choices, usage }));
        }
      });
    },
  };
}

describe('doctor', () => {
  it('tells who a server is, what may be measured of it, and which flag would improve that', async () => {
    const bodies: Record<string, unknown>[] = [];
    const { url } = await serverOf(vllm(bodies));
    const { code, out, err } = await run([`${url}/v1`]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`${url}: vllm 0.28.0, model llama-3-8b, speculates`);
    expect(out).toMatch(/completion tokens +exact +usage\.completion_tokens/);
    expect(out).toMatch(/steps per request +estimated +events of the stream/);
    expect(out).toMatch(/steps of the engine +exact +vllm:time_to_first_token/);
    expect(out).toMatch(/Better with:[^]*--per-request-spec-decode-metrics summary\n +steps per request exact/);
    expect(bodies).toMatchObject([
      { model: 'llama-3-8b', stream: true, stream_options: { include_usage: true }, temperature: 0 },
      { model: 'llama-3-8b', stream: false },
    ]);
    expect(bodies[1]).not.toHaveProperty('stream_options');
  });

  it('prints the same as JSON', async () => {
    const { url } = await serverOf(vllm([]));
    const { out } = await run([url, '--json']);
    const examination = JSON.parse(out) as Examination;
    expect(examination).toMatchObject({
      url,
      engine: 'vllm',
      identity: { version: '0.28.0', speculation: true },
      notes: [],
    });
    expect(examination.findings.find(({ what }) => what === 'drafts of the engine')).toMatchObject({
      verdict: 'exact',
      field: 'vllm:spec_decode_num_drafts_total',
    });
  });

  it('asks for no answer where it may not, and then knows nothing of answers', async () => {
    const bodies: Record<string, unknown>[] = [];
    const { url } = await serverOf(vllm(bodies));
    const { out } = await run([url, '--no-request']);
    expect(bodies).toEqual([]);
    expect(out).toContain('! no request was made');
    expect(out).toMatch(/completion tokens +unknown/);
  });

  it('never reads the page of TensorRT-LLM that reading would empty', async () => {
    const { url, asked } = await serverOf({ '/v1/models': models.replace('vllm', 'tensorrt_llm') });
    const { code, out } = await run([url, '--no-request']);
    expect(code).toBe(0);
    expect(asked).not.toContain('/metrics');
    expect(out).toContain('! GET /prometheus/metrics gave no metrics: rejected, status 404');
    expect(out).toContain('return_perf_metrics: true');
  });

  it('says why an answer could not be had, and tries a completion where there is no chat', async () => {
    const refuse = (_: IncomingMessage, response: ServerResponse): void => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"no chat template","type":"BadRequestError","code":400}}');
    };
    const { url, asked } = await serverOf({ ...vllm([]), '/v1/chat/completions': refuse });
    const { code, out } = await run([url]);
    expect(code).toBe(0);
    expect(asked).toContain('/v1/completions');
    expect(out).toContain('! a stream could not be had: status 400, BadRequestError: no chat template');
  });

  it('says that a server shows itself to be another than it was called', async () => {
    const { url } = await serverOf({ '/info': '{"model_id":"m","version":"3.3.6-dev0"}' });
    expect((await run([url, '--engine', 'vllm', '--no-request'])).out).toContain('shows itself to be tgi');
  });

  it('sends the key that an environment variable holds, and asks for it where it is wanted', async () => {
    const guarded = (request: IncomingMessage, response: ServerResponse): void => {
      if (request.headers.authorization === 'Bearer secret') response.end(models);
      else response.writeHead(401).end();
    };
    const { url } = await serverOf({ '/v1/models': guarded });
    expect(await run([url, '--no-request'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--key-from NAME'),
    });
    const args = [url, '--no-request', '--key-from', 'ENGINE_KEY'];
    expect(await run(args, { ENGINE_KEY: 'secret' })).toMatchObject({ code: 0, err: '' });
    expect(await run(args)).toMatchObject({ code: 2, err: '--key-from: the environment has no ENGINE_KEY.\n' });
  });

  it('says that a server cannot be reached', async () => {
    const { url } = await serverOf({});
    await close?.();
    close = null;
    const { code, err } = await run([url]);
    expect(code).toBe(1);
    expect(err).toContain(`${url} cannot be reached: refused`);
  });

  it('says that a server is none that it knows', async () => {
    const { url } = await serverOf({ '/': '<html>', '/v1/models': '<html>' });
    const { code, err } = await run([url]);
    expect(code).toBe(1);
    expect(err).toContain('is no LLM server that Slipstream knows');
  });

  it.each([
    [[], 'one URL is expected'],
    [['a', 'b'], 'one URL is expected'],
    [['localhost:8000'], 'is no URL of a server'],
    [['http://user:secret@host'], 'use --key-from'],
    [['http://host', '--engine', 'vlm'], '"vlm" is none of tgi, vllm'],
    [['http://host', '--timeout', 'soon'], 'no number of seconds'],
    [['http://host', '--verbose'], 'verbose'],
  ])('refuses %j as wrong usage', async (args, reason) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toContain(reason);
    expect(err).not.toContain('secret');
  });

  it('explains itself', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('usage: doctor URL') });
  });
});
