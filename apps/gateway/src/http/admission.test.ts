import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  answering,
  doneEvent,
  streaming,
  tokenEvent,
  wholeAnswer,
  wholeStream,
} from '../pipeline/testing/engine-answers.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { ScriptedEngine } from '../pipeline/testing/scripted-engine.ts';
import type { ReceivedRequest } from '../pipeline/testing/scripted-engine.ts';
import { ask, chatBody, errorOf, openAnswer, sendRequest } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';
import { gatewayYaml, TestGateway } from '../testing/test-gateway.ts';

const secret = 'sk-a-secret-of-good-length';
const hash = createHash('sha256').update(secret).digest('hex');
const authorization = `Bearer ${secret}`;
const streamBody = { ...chatBody, stream: true };

function keys(fields = ''): string {
  return `keys: { team: { secret: "sha256:${hash}"${fields} } }\n`;
}

describe('a gateway with keys', () => {
  it.each([
    ['/v1/chat/completions', 'POST'],
    ['/v1/completions', 'POST'],
    ['/v1/models', 'GET'],
    ['/v1/models/tgi', 'GET'],
    ['/v1/chat/completions', 'GET'],
    ['/v1/nothing', 'GET'],
    ['/v1', 'GET'],
  ])('refuses %s by %s without one, and tells how to do better', async (path, method) => {
    await using test = await startPair(answering(wholeAnswer), { top: keys() });
    for (const headers of [{}, { authorization: 'Bearer sk-a-wrong-secret-of-good-length' }]) {
      const answer = await ask(test.gateway.url, chatBody, { path, method, headers });
      expect([answer.status, errorOf(answer).code]).toEqual([401, 'unauthorized']);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    expect(test.engine.received).toHaveLength(0);
  });

  it.each(['/health', '/ready', '/metrics'])('leaves %s open, which orchestrators ask', async (path) => {
    await using test = await startPair(answering(wholeAnswer), { top: keys() });
    expect((await ask(test.gateway.url, '', { path, method: 'GET' })).status).toBe(200);
  });

  it('serves a known one, keeps it from the engine, and its name in the record', async () => {
    await using test = await startPair(answering(wholeAnswer), { top: keys() });
    const answer = await ask(test.gateway.url, chatBody, { headers: { authorization } });
    expect(answer.status).toBe(200);
    expect(test.engine.received[0]?.headers['authorization']).toBeUndefined();
    const record = await settled(test.gateway);
    expect(record.key).toBe('team');
    expect(JSON.stringify(record)).not.toContain(secret);
  });

  it('counts a refusal like any other request, before it has read the body', async () => {
    await using test = await startPair(answering(wholeAnswer), { top: keys() });
    await ask(test.gateway.url, '{"not json');
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'unauthorized', status: 401, key: null, model: null });
  });

  it('shows a key its own models, and tells of others as of none', async () => {
    await using engine = await ScriptedEngine.start(answering(wholeAnswer));
    const top = keys(', models: [tgi]');
    const other = '  hidden: { variants: { a: { engine: tgi, model: m, replicas: ["http://127.0.0.1:9"] } } }\n';
    const yaml = gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${engine.url}"]` }, { top }) + other;
    await using gateway = await TestGateway.start({ yaml });
    const get = { method: 'GET', headers: { authorization } };
    const listed = await ask(gateway.url, '', { ...get, path: '/v1/models' });
    expect(JSON.parse(listed.text)).toMatchObject({ data: [{ id: 'tgi' }] });
    expect((await ask(gateway.url, '', { ...get, path: '/v1/models/tgi' })).status).toBe(200);
    const one = await ask(gateway.url, '', { ...get, path: '/v1/models/hidden' });
    const used = await ask(gateway.url, { ...chatBody, model: 'hidden' }, { headers: { authorization } });
    const unknown = await ask(gateway.url, { ...chatBody, model: 'nowhere' }, { headers: { authorization } });
    for (const answer of [one, used, unknown])
      expect([answer.status, errorOf(answer).code]).toEqual([404, 'model_not_found']);
    expect(errorOf(used).message.replace('hidden', 'nowhere')).toBe(errorOf(unknown).message);
  });

  it('lets a key force a variant only where both the key and the experiment allow it', async () => {
    await using engine = await ScriptedEngine.start(answering(wholeAnswer));
    const variant = `engine: tgi, model: m, replicas: ["${engine.url}"]`;
    const statusWith = async (fields: string, allowForced: boolean): Promise<number> => {
      const yaml = gatewayYaml(
        { baseline: variant },
        { top: keys(fields), experiment: `{ allowForced: ${allowForced} }` },
      );
      await using gateway = await TestGateway.start({ yaml });
      const headers = { authorization, 'x-slipstream-variant': 'baseline' };
      return (await ask(gateway.url, chatBody, { headers })).status;
    };
    expect(await statusWith('', true)).toBe(403);
    expect(await statusWith(', allowForced: true', false)).toBe(403);
    expect(await statusWith(', allowForced: true', true)).toBe(200);
  });

  it('refuses what is past its rate with 429, the reason and a time', async () => {
    await using test = await startPair(answering(wholeAnswer), { top: keys(', rates: { requests: 2/h }') });
    const headers = { authorization };
    for (let n = 0; n < 2; n++) expect((await ask(test.gateway.url, chatBody, { headers })).status).toBe(200);
    const refused = await ask(test.gateway.url, chatBody, { headers });
    expect(refused.status).toBe(429);
    expect(errorOf(refused)).toMatchObject({
      code: 'rate_limited',
      type: 'rate_limit_error',
      message: 'The key "team" has used its 2 requests per hour.',
    });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3500);
    expect(test.engine.received).toHaveLength(2);
    expect(await settled(test.gateway, 3)).toMatchObject({ outcome: 'rate_limited', attempts: [] });
  });
});

describe('a replica that takes one request at a time', () => {
  /** Every generation begins, and ends when the test says so. */
  async function startFull(top = '', time?: ManualTime) {
    const engine = await ScriptedEngine.start(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(tokenEvent('Hi'));
    });
    const yaml = gatewayYaml(
      { baseline: `engine: tgi, model: m, maxConcurrent: 1, replicas: ["${engine.url}"]` },
      { top },
    );
    const times = time === undefined ? {} : { clock: time, timers: time };
    const gateway = await TestGateway.start({ yaml, ...times });
    return {
      engine,
      gateway,
      async begin() {
        const arrival = engine.next();
        const stream = await openAnswer(gateway.url, streamBody);
        return { stream, request: await arrival };
      },
      async [Symbol.asyncDispose]() {
        await gateway[Symbol.asyncDispose]();
        await engine[Symbol.asyncDispose]();
      },
    };
  }

  function finish({ response }: ReceivedRequest): void {
    response.end(tokenEvent('', 'stop') + doneEvent);
  }

  /** Waits until so many requests wait; nothing but the gateway's own books can tell. */
  async function queued(gateway: TestGateway, count: number): Promise<void> {
    const deadline = performance.now() + 5000;
    while (gateway.queued('baseline') !== count) {
      if (performance.now() > deadline) throw new Error(`${gateway.queued('baseline')} wait, not ${count}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('gets the next one when the first is over, in the order of their coming', async () => {
    await using test = await startFull();
    const first = await test.begin();
    const second = openAnswer(test.gateway.url, streamBody, { headers: { 'x-request-id': 'second' } });
    await queued(test.gateway, 1);
    const third = openAnswer(test.gateway.url, streamBody, { headers: { 'x-request-id': 'third' } });
    await queued(test.gateway, 2);
    let running = first.request;
    for (const [id, waiting, left] of [
      ['second', second, 1],
      ['third', third, 0],
    ] as const) {
      const next = test.engine.next();
      finish(running);
      running = await next;
      expect(running.headers['x-request-id']).toBe(id);
      await waiting;
      expect(test.gateway.queued('baseline')).toBe(left);
    }
    finish(running);
    expect(await (await third).rest()).toMatchObject({ complete: true });
    const records = [await settled(test.gateway, 1), await settled(test.gateway, 2), await settled(test.gateway, 3)];
    expect(records.map(({ outcome, queuedMs }) => [outcome, queuedMs !== null])).toEqual([
      ['ok', false],
      ['ok', true],
      ['ok', true],
    ]);
  });

  it('never sees a request whose client left the queue', async () => {
    await using test = await startFull();
    const first = await test.begin();
    const waiting = sendRequest(test.gateway.url, streamBody);
    await queued(test.gateway, 1);
    waiting.destroy();
    await queued(test.gateway, 0);
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'client_gone', attempts: [] });
    finish(first.request);
    await first.stream.rest();
    expect(test.engine.received).toHaveLength(1);
    expect(test.gateway.inFlight('baseline')).toBe(0);
  });

  it('turns away with 503 and a time who finds the queue full', async () => {
    await using test = await startFull('limits: { queue: { perReplica: 1 } }');
    const first = await test.begin();
    const waiting = openAnswer(test.gateway.url, streamBody);
    await queued(test.gateway, 1);
    const refused = await ask(test.gateway.url, chatBody);
    expect([refused.status, errorOf(refused).code, refused.headers['retry-after']]).toEqual([503, 'queue_full', '1']);
    const next = test.engine.next();
    finish(first.request);
    finish(await next);
    expect(await (await waiting).rest()).toMatchObject({ complete: true });
  });

  it('keeps nobody waiting longer than the queue allows, nor past the deadline', async () => {
    for (const [top, code, status] of [
      ['limits: { queue: { wait: 3s } }', 'queue_full', 503],
      ['timeouts: { request: 3s }', 'deadline_exceeded', 504],
    ] as const) {
      const time = new ManualTime();
      await using test = await startFull(top, time);
      const first = await test.begin();
      const waiting = ask(test.gateway.url, chatBody);
      await queued(test.gateway, 1);
      time.advance(2999);
      expect(test.gateway.queued('baseline')).toBe(1);
      time.advance(1);
      const refused = await waiting;
      expect([refused.status, errorOf(refused).code]).toEqual([status, code]);
      first.stream.leave();
    }
  });

  it('is told nothing more once the gateway has to go: those who wait are cut with the rest', async () => {
    const time = new ManualTime();
    await using test = await startFull('', time);
    const first = await test.begin();
    const waiting = ask(test.gateway.url, chatBody);
    await queued(test.gateway, 1);
    const drained = test.gateway.lifecycle.drain(5000);
    time.advance(5000);
    const refused = await waiting;
    expect([refused.status, errorOf(refused).code]).toEqual([503, 'draining']);
    expect(await first.stream.rest()).toMatchObject({ complete: false });
    expect(await drained).toBe(2);
  });
});

describe('limits of a body', () => {
  it('holds the number of messages to its limit', async () => {
    await using test = await startPair(streaming(wholeStream), { top: 'limits: { messages: 3 }' });
    const message = { role: 'user', content: 'a, "b", [c, {d' };
    const withMessages = (count: number) => ({ ...streamBody, messages: Array.from({ length: count }, () => message) });
    expect((await ask(test.gateway.url, withMessages(3))).status).toBe(200);
    const refused = await ask(test.gateway.url, withMessages(4));
    expect([refused.status, errorOf(refused).code, errorOf(refused).param]).toEqual([
      400,
      'invalid_request',
      'messages',
    ]);
  });

  it('gives a body its time, then answers 408 and closes', async () => {
    const time = new ManualTime();
    await using test = await startPair(answering(wholeAnswer), { time, top: 'limits: { slowClients: { body: 2s } }' });
    const sent = sendRequest(test.gateway.url, '', {
      headers: { 'transfer-encoding': 'chunked', expect: '100-continue' },
      open: true,
    });
    await new Promise((resolve) => sent.once('continue', resolve));
    sent.write('{"model":');
    time.advance(2000);
    const answer = await new Promise<{ status: number; connection: string | undefined }>((resolve) => {
      sent.once('response', ({ statusCode = 0, headers }) =>
        resolve({ status: statusCode, connection: headers.connection }),
      );
    });
    expect(answer).toEqual({ status: 408, connection: 'close' });
    await new Promise((resolve) => sent.once('close', resolve));
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'request_timeout', status: 408 });
    expect(time.alive).toBe(0);
  });
});

describe('a client that does not read', () => {
  it('is cut after its time, and its engine with it', async () => {
    const time = new ManualTime();
    await using test = await startPair(() => undefined, { time, top: 'limits: { slowClients: { answer: 7s } }' });
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const { response, dropped } = await arrival;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(tokenEvent('Hi'));
    const stream = await opened;
    // More than the sockets on the way can hold: the gateway has to wait for the client.
    const piece = tokenEvent('x'.repeat(64 * 1024));
    while (response.writableLength < 8 * 1024 * 1024) {
      response.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    time.advance(6999);
    expect(test.gateway.records).toHaveLength(0);
    time.advance(1);
    await dropped;
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'client_gone', status: 200 });
    expect((await stream.rest()).complete).toBe(false);
  });
});
