import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answering, wholeAnswer } from '../pipeline/testing/engine-answers.ts';
import { ask, chatBody, errorOf } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';
import { gatewayYaml, TestGateway } from '../testing/test-gateway.ts';

const script = answering(wholeAnswer);

describe('a request that is not understood', () => {
  it.each([
    ['no such model', { ...chatBody, model: 'gpt-9' }, 404, 'model_not_found', 'model', 'tgi'],
    ['a wrong type', { ...chatBody, stream: 'yes' }, 400, 'invalid_request', 'stream', 'true or false'],
    ['no messages', { model: 'tgi' }, 400, 'invalid_request', 'messages', 'is missing'],
    ['no JSON', '{\n  "model": tgi\n}', 400, 'invalid_json', null, 'line 2, column 12'],
    ['a body of nothing', '', 400, 'invalid_json', null, 'empty'],
    ['a key twice', '{"model":"tgi","Model":"x","messages":[1]}', 400, 'invalid_json', null, 'odel'],
  ])('%s: the answer says what is wrong and where', async (_name, body, status, code, param, hint) => {
    await using test = await startPair(script);
    const answer = await ask(test.gateway.url, body);
    expect(answer.status).toBe(status);
    expect(errorOf(answer)).toMatchObject({ code, param, type: 'invalid_request_error' });
    expect(errorOf(answer).message).toContain(hint);
    expect(answer.headers['x-request-id']).toMatch(/^req-/);
    expect(test.engine.received).toEqual([]);
    expect(await settled(test.gateway)).toMatchObject({ outcome: code, status, attempts: [] });
  });

  it.each([
    ['application/x-www-form-urlencoded', 'content-type'],
    ['application/json; charset=latin1', 'content-type'],
    ['text/plain', 'content-type'],
  ])('of type %s is refused', async (type, param) => {
    await using test = await startPair(script);
    const answer = await ask(test.gateway.url, chatBody, { headers: { 'content-type': type } });
    expect([answer.status, errorOf(answer).code, errorOf(answer).param]).toEqual([
      415,
      'unsupported_media_type',
      param,
    ]);
  });

  it('that is compressed is refused', async () => {
    await using test = await startPair(script);
    const answer = await ask(test.gateway.url, chatBody, { headers: { 'content-encoding': 'gzip' } });
    expect([answer.status, errorOf(answer).param]).toEqual([415, 'content-encoding']);
  });

  it('with a charset of utf-8 is accepted', async () => {
    await using test = await startPair(script);
    const headers = { 'content-type': 'Application/JSON; charset="UTF-8"' };
    expect((await ask(test.gateway.url, chatBody, { headers })).status).toBe(200);
  });
});

describe('a body over the limit', () => {
  const top = 'limits: { body: 4KiB }';

  it('is refused by its announced length, before it is sent', async () => {
    await using test = await startPair(script, { top });
    const { port } = new URL(test.gateway.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\nexpect: 100-continue\r\n\r\n',
    );
    const [head] = (await once(socket, 'data', { signal: AbortSignal.timeout(5000) })) as [Buffer];
    expect(head.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'body_too_large', status: 413 });
  });

  it('is refused with an answer that a client in the middle of sending can read', async () => {
    await using test = await startPair(script, { top });
    const answer = await ask(test.gateway.url, 'x'.repeat(3_000_000));
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'body_too_large']);
    expect(errorOf(answer).message).toContain('4096 bytes');
  });

  it('is refused when its length was not announced', async () => {
    await using test = await startPair(script, { top });
    const headers = { 'transfer-encoding': 'chunked' };
    const answer = await ask(test.gateway.url, 'x'.repeat(100_000), { headers });
    expect([answer.status, errorOf(answer).code]).toEqual([413, 'body_too_large']);
  });

  it('of exactly the limit is accepted', async () => {
    await using test = await startPair(script, { top });
    const body = JSON.stringify({ ...chatBody, user: '' });
    const padded = body.replace('"user":""', `"user":"${'u'.repeat(4096 - body.length)}"`);
    expect((await ask(test.gateway.url, padded)).status).toBe(200);
  });
});

describe('a path or method that does not exist', () => {
  const yaml = gatewayYaml({ baseline: 'engine: tgi, model: m, replicas: ["http://127.0.0.1:9"]' });

  it.each([
    '/v1/embeddings',
    '/v1',
    '/v1/chat/completions/x',
    '/v1//chat/completions',
    '/v1/chat%2Fcompletions',
    '/generate',
    '/',
  ])('%s is 404 in the shape of OpenAI', async (path) => {
    await using gateway = await TestGateway.start({ yaml });
    const answer = await ask(gateway.url, chatBody, { path });
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'route_not_found']);
  });

  it.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['DELETE', '/v1/completions', 'POST'],
    ['POST', '/v1/models', 'GET, HEAD'],
    ['POST', '/v1/models/tgi', 'GET, HEAD'],
    ['POST', '/health', 'GET, HEAD'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allow) => {
    await using gateway = await TestGateway.start({ yaml });
    const answer = await ask(gateway.url, '', { method, path });
    expect([answer.status, errorOf(answer).code]).toEqual([405, 'method_not_allowed']);
    expect(answer.headers['allow']).toBe(allow);
  });

  it('bytes that are not clear HTTP get a 400, headers without end a 431', async () => {
    await using gateway = await TestGateway.start({ yaml });
    const { port } = new URL(gateway.url);
    for (const [bytes, status] of [
      ['hello\r\n\r\n', '400 Bad Request'],
      [smuggled, '400 Bad Request'],
      [`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`, '431 Request Header Fields Too Large'],
    ] as const) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(bytes);
      const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(5000) })) as [Buffer];
      expect(answer.toString()).toContain(`HTTP/1.1 ${status}\r\n`);
      socket.destroy();
    }
  });
});

/** Two lengths: whoever believes the other one sees a second request in the body. */
const smuggled =
  'POST /v1/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';

describe('a forced variant', () => {
  const variants = {
    baseline: 'engine: tgi, model: m, replicas: ["http://127.0.0.1:9"]',
    mlp: 'engine: tgi, model: m, control: baseline, replicas: ["http://127.0.0.1:19"]',
  };
  const headers = { 'x-slipstream-variant': 'mlp' };

  it('is refused where the experiment does not allow it', async () => {
    const experiment = '{ seed: s, weights: { baseline: 1, mlp: 1 } }';
    await using gateway = await TestGateway.start({ yaml: gatewayYaml(variants, { experiment }) });
    const answer = await ask(gateway.url, chatBody, { headers });
    expect([answer.status, errorOf(answer).code]).toEqual([403, 'variant_not_allowed']);
  });

  it('that does not exist is refused with the names of those that do', async () => {
    const experiment = '{ seed: s, weights: { baseline: 1, mlp: 1 }, allowForced: true }';
    await using gateway = await TestGateway.start({ yaml: gatewayYaml(variants, { experiment }) });
    const answer = await ask(gateway.url, chatBody, { headers: { 'x-slipstream-variant': 'eagle' } });
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'variant_not_found']);
    expect(errorOf(answer).message).toContain('baseline, mlp');
  });
});
