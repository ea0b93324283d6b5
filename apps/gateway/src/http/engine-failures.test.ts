import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { answering, wholeAnswer } from '../pipeline/testing/engine-answers.ts';
import { ScriptedEngine } from '../pipeline/testing/scripted-engine.ts';
import { ask, chatBody, errorOf } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';
import { gatewayYaml, TestGateway } from '../testing/test-gateway.ts';

const tgiError = (error: string, type: string): string => JSON.stringify({ error, error_type: type });
const json = 'application/json';
const html = '<html><h1>502 Bad Gateway</h1>nginx at 10.0.0.7</html>';

describe("an engine's refusal", () => {
  it.each([
    [
      'overloaded',
      429,
      tgiError('Model is overloaded', 'overloaded'),
      json,
      429,
      'engine_overloaded',
      'Model is overloaded',
    ],
    [
      'invalid',
      422,
      tgiError('Input validation error: x', 'validation'),
      json,
      422,
      'engine_rejected',
      'Input validation error: x',
    ],
    [
      'rejected as text',
      422,
      'Failed to deserialize the JSON body into the target type: n',
      'text/plain',
      422,
      'engine_rejected',
      'Failed to',
    ],
    [
      'too large',
      413,
      'Failed to buffer the request body: length limit exceeded',
      'text/plain',
      413,
      'engine_rejected',
      'Failed to',
    ],
    ['failed', 424, tgiError('Request failed during generation: oom', 'generation'), json, 424, 'engine_failed', 'oom'],
    [
      'incomplete',
      500,
      tgiError('Incomplete generation', 'incomplete_generation'),
      json,
      500,
      'engine_failed',
      'Incomplete',
    ],
    ['unauthorised', 401, '', 'text/plain', 502, 'engine_failed', 'refused the gateway'],
    ['no route', 404, '', 'text/plain', 502, 'engine_failed', 'refused the gateway'],
    ['a page of a proxy', 502, html, 'text/html', 502, 'upstream_malformed', 'not the engine'],
    ['a redirect', 302, html, 'text/html', 502, 'upstream_malformed', ''],
  ])('(%s) is told in our words', async (_name, engineStatus, body, type, status, code, message) => {
    await using test = await startPair(answering(body, type, engineStatus));
    const answer = await ask(test.gateway.url, chatBody);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(errorOf(answer).message).toContain(message);
    expect(answer.text).not.toContain('10.0.0.7');
    const record = await settled(test.gateway);
    expect(record).toMatchObject({ outcome: code, status });
    expect(record.attempts).toMatchObject([{ outcome: code, upstreamStatus: engineStatus }]);
  });

  it('passes on how long to wait, within reason', async () => {
    for (const [given, told] of [
      ['7', '7'],
      ['999999', '3600'],
      ['Wed, 21 Oct', '1'],
    ] as const) {
      const body = tgiError('Model is overloaded', 'overloaded');
      await using test = await startPair(answering(body, json, 429, { 'retry-after': given }));
      expect((await ask(test.gateway.url, chatBody)).headers['retry-after']).toBe(told);
    }
  });
});

describe('an answer of status 200 that is none', () => {
  it.each([
    ['HTML', html, 'text/html'],
    ['HTML that calls itself JSON', html, json],
    ['JSON that was cut', wholeAnswer.slice(0, -9), json],
    ['an endless page', html.repeat(20_000), 'text/html'],
  ])('(%s) is 502 and not passed on', async (_name, body, type) => {
    await using test = await startPair(answering(body, type));
    const answer = await ask(test.gateway.url, chatBody);
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_malformed']);
    expect(answer.text).not.toContain('10.0.0.7');
  });

  it('and is large never arrives whole', async () => {
    await using test = await startPair(answering(wholeAnswer.replace('Hi', 'x'.repeat(500_000)).slice(0, -5), json));
    const answer = await ask(test.gateway.url, chatBody);
    expect(answer).toMatchObject({ status: 200, complete: false });
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'upstream_malformed' });
  });

  it('because it ends short of its length is 502', async () => {
    await using test = await startPair(({ response }) => {
      response.writeHead(200, { 'content-type': json, 'content-length': wholeAnswer.length });
      response.write(wholeAnswer.slice(0, 50), () => response.destroy());
    });
    const answer = await ask(test.gateway.url, chatBody);
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_truncated']);
  });
});

describe('a replica that cannot be reached', () => {
  it('is 502 when there is no other, and the address stays inside', async () => {
    const dead = await freePort();
    await using gateway = await TestGateway.start({
      yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["http://127.0.0.1:${dead}"]` }),
    });
    const answer = await ask(gateway.url, chatBody);
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_refused']);
    expect(answer.text).not.toContain(String(dead));
    expect(answer.headers).toMatchObject({ 'x-slipstream-variant': 'baseline', 'x-slipstream-replica': 'baseline-0' });
    const record = await settled(gateway);
    expect(record.errorMessage).toContain('ECONNREFUSED');
    expect(record.attempts).toHaveLength(1);
  });

  it.each(['refused', 'reset before the head'])(
    '(%s) is replaced by another of the same variant, once',
    async (how) => {
      await using good = await ScriptedEngine.start(answering(wholeAnswer));
      await using bad = await ScriptedEngine.start(({ response }) => void response.destroy());
      const badUrl = how === 'refused' ? `http://127.0.0.1:${await freePort()}` : bad.url;
      await using gateway = await TestGateway.start({
        yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${badUrl}", "${good.url}"]` }),
      });
      for (let count = 1; count <= 8; count += 1) expect((await ask(gateway.url, chatBody)).status).toBe(200);
      await settled(gateway, 8);
      const retried = gateway.records.filter((record) => record.attempts.length === 2);
      expect(retried.length).toBeGreaterThan(0);
      expect(gateway.records.every((record) => record.attempts.at(-1)?.replica === 'baseline-1')).toBe(true);
      const code = how === 'refused' ? 'upstream_refused' : 'upstream_reset';
      expect(retried[0]?.attempts.map((attempt) => attempt.outcome)).toEqual([code, 'ok']);
      expect(gateway.inFlight('baseline')).toBe(0);
    },
  );

  it('is replaced as long as there is another: nothing was sent', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    await using gateway = await gatewayWith(ports.map((port) => `http://127.0.0.1:${port}`));
    expect((await ask(gateway.url, chatBody)).status).toBe(502);
    const { attempts } = await settled(gateway);
    expect(new Set(attempts.map(({ replica }) => replica)).size).toBe(3);
    expect(attempts.map(({ kind }) => kind)).toEqual(['first', 'retry', 'retry']);
  });

  it('because it dropped the request is replaced once: two are a sign about the request', async () => {
    await using bad = await ScriptedEngine.start(({ response }) => void response.destroy());
    await using worse = await ScriptedEngine.start(({ response }) => void response.destroy());
    await using worst = await ScriptedEngine.start(({ response }) => void response.destroy());
    await using gateway = await gatewayWith([bad.url, worse.url, worst.url]);
    expect(errorOf(await ask(gateway.url, chatBody)).code).toBe('upstream_reset');
    expect((await settled(gateway)).attempts).toHaveLength(2);
  });

  it('that did answer, with an error, is not replaced', async () => {
    await using one = await ScriptedEngine.start(answering(tgiError('oom', 'generation'), json, 424));
    await using other = await ScriptedEngine.start(answering(tgiError('oom', 'generation'), json, 424));
    await using gateway = await TestGateway.start({
      yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${one.url}", "${other.url}"]` }),
    });
    expect((await ask(gateway.url, chatBody)).status).toBe(424);
    expect(one.received.length + other.received.length).toBe(1);
  });

  it('and is known not to be ready is not asked at all', async () => {
    await using engine = await ScriptedEngine.start(answering(wholeAnswer));
    await using gateway = await TestGateway.start({
      yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${engine.url}"]` }),
      notReady: new Set(['baseline-0']),
    });
    const answer = await ask(gateway.url, chatBody);
    expect([answer.status, errorOf(answer).code]).toEqual([503, 'no_ready_replica']);
    expect(answer.headers['retry-after']).toBe('2');
    expect(engine.received).toEqual([]);
    const ready = await ask(gateway.url, '', { method: 'GET', path: '/ready' });
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text)).toMatchObject({
      status: 'not ready',
      models: { tgi: { ready: false, notReady: { 'baseline-0': 'the test says so' } } },
    });
  });
});

async function gatewayWith(urls: readonly string[]): Promise<TestGateway> {
  const replicas = urls.map((url) => `"${url}"`).join(', ');
  return await TestGateway.start({
    yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: [${replicas}]` }),
  });
}

/** A port that nobody listens on: taken, and given back. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
