import type { Variant } from '@slipstream/config';
import { engineAdapter, engineNames } from '@slipstream/metrics';
import { describe, expect, it } from 'vitest';
import { headerPolicy } from './header-policy.ts';

function variant(apiKey: string | null): Variant {
  return {
    name: 'a',
    engine: 'tgi',
    model: 'm',
    base: 'm',
    control: null,
    speculator: { kind: 'none', draftTokens: null },
    replicas: [],
    gpus: 1,
    apiKey,
  };
}

describe('headers for the engine', () => {
  const client = {
    accept: 'text/event-stream',
    authorization: 'Bearer of-the-client',
    cookie: 'session=1',
    host: 'gateway',
    connection: 'close, x-custom',
    'transfer-encoding': 'chunked',
    'content-length': '3',
    'content-type': 'text/plain',
    'accept-encoding': 'gzip',
    'proxy-authorization': 'Basic x',
    'x-forwarded-for': '10.0.0.1',
    'x-session-id': 's',
    'x-custom': '1',
    traceparent: '00-a-b-01',
    expect: '100-continue',
    upgrade: 'h2c',
  };

  it('are the allowed ones, as JSON and unpacked, and nothing of the client’s credentials', () => {
    expect(headerPolicy.toEngine(client, variant(null))).toEqual({
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'accept-encoding': 'identity',
    });
  });

  it('are none of those that change what an engine does, of any engine', () => {
    const dangerous = engineNames.flatMap((name) => engineAdapter(name).neverForwarded);
    expect(dangerous).toEqual(expect.arrayContaining(['x-conversation-id', 'x-override-rid', 'x-custom-labels']));
    for (const header of dangerous) {
      expect(headerPolicy.toEngine({ [header]: 'x' }, variant(null))).not.toHaveProperty(header);
      expect(headerPolicy.toClient({ [header]: 'x' })).not.toHaveProperty(header);
    }
  });

  it('carry the engine’s own key where it has one', () => {
    expect(headerPolicy.toEngine(client, variant('engine-key'))['authorization']).toBe('Bearer engine-key');
  });
});

describe('headers for the client', () => {
  it('are what TGI tells of its work, and the kind of the content', () => {
    const told = {
      'content-type': 'text/event-stream',
      'x-accel-buffering': 'no',
      'x-compute-type': '1-nvidia-a10g',
      'x-compute-time': '1.5',
      'x-compute-characters': '40',
      'x-total-time': '1500',
      'x-validation-time': '1',
      'x-queue-time': '2',
      'x-inference-time': '1497',
      'x-time-per-token': '6',
      'x-prompt-tokens': '17',
      'x-generated-tokens': '250',
      'retry-after': '1',
    };
    expect(headerPolicy.toClient(told)).toEqual(told);
  });

  it('leave out framing, cookies, keys, addresses and whatever nobody named', () => {
    const hidden = {
      connection: 'keep-alive',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      'content-length': '5',
      trailer: 'x',
      'set-cookie': 'a=b',
      'x-goog-api-key': 'secret',
      server: 'hyper',
      location: 'http://10.0.0.1/',
      'x-slipstream-variant': 'forged',
      'x-request-id': 'forged',
      'access-control-allow-origin': '*',
    };
    expect(headerPolicy.toClient(hidden)).toEqual({});
  });

  it('leave out an allowed one that the engine calls its neighbour’s alone', () => {
    const answer = { connection: 'close, X-Compute-Type', 'x-compute-type': 'gpu', 'x-total-time': '1' };
    expect(headerPolicy.toClient(answer)).toEqual({ 'x-total-time': '1' });
  });

  it('leave out a value that cannot be sent on', () => {
    expect(headerPolicy.toClient({ 'x-compute-type': 'a\u0001b', 'content-type': 'text/plain\r\nx: y' })).toEqual({});
  });
});
