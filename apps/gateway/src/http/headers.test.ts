import { describe, expect, it } from 'vitest';
import { answering, wholeAnswer } from '../pipeline/testing/engine-answers.ts';
import { ask, chatBody } from '../testing/raw-client.ts';
import { startPair } from '../testing/start-pair.ts';

describe('headers', () => {
  it("of a client reach the engine only where they are the engine's business", async () => {
    await using test = await startPair(answering(wholeAnswer));
    await ask(test.gateway.url, chatBody, {
      headers: {
        authorization: 'Bearer client-secret',
        cookie: 'session=1',
        'x-forwarded-for': '203.0.113.7',
        'x-slipstream-admin': 'yes',
        'accept-encoding': 'gzip',
        connection: 'x-hop',
        'x-hop': '1',
        'x-request-id': 'mine-1',
      },
    });
    const { headers } = test.engine.received[0]!;
    const framing = ['host', 'connection', 'content-length', 'content-type', 'accept', 'accept-encoding'];
    expect(Object.keys(headers).sort()).toEqual([...framing, 'traceparent', 'x-request-id'].sort());
    expect(headers).toMatchObject({
      'x-request-id': 'mine-1',
      'accept-encoding': 'identity',
      accept: 'application/json',
    });
  });

  it("of an engine reach the client only where they are the client's business", async () => {
    await using test = await startPair(
      answering(wholeAnswer, 'application/json', 200, {
        'set-cookie': 'a=1',
        server: 'uvicorn',
        'x-goog-api-key': 'leak',
        'access-control-allow-origin': '*',
        'x-request-id': 'of-the-engine',
        'x-inference-time': '12',
        'x-compute-type': '1-nvidia-a10g',
      }),
    );
    const { headers } = await ask(test.gateway.url, chatBody, { headers: { 'x-request-id': 'mine-2' } });
    expect(headers).toMatchObject({
      'x-request-id': 'mine-2',
      'x-slipstream-variant': 'baseline',
      'x-slipstream-replica': 'baseline-0',
      'x-inference-time': '12',
      'x-compute-type': '1-nvidia-a10g',
    });
    for (const name of ['set-cookie', 'server', 'x-goog-api-key', 'access-control-allow-origin']) {
      expect(headers[name]).toBeUndefined();
    }
  });

  it('repeat no request id that is not well-formed', async () => {
    await using test = await startPair(answering(wholeAnswer));
    const { headers } = await ask(test.gateway.url, chatBody, { headers: { 'x-request-id': 'a b;c' } });
    expect(headers['x-request-id']).toMatch(/^req-[a-z0-9-]+$/);
  });
});
