import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { chat, plainChat } from '../../../testing/chat-calls.ts';
import { launch } from '../../../testing/launch-emulator.ts';

const versions = ['tgi-2.0', 'tgi-2.2', 'tgi-3.3'] as const;

describe.each(versions)('%s routes', (dialect) => {
  const args = ['--dialect', dialect];

  it(`${dialect}: GET / , /health and /ping are 200 with an empty body`, async () => {
    const emulator = await launch(args);
    for (const path of ['/', '/health', '/ping']) {
      expect(await emulator.call(path)).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0' } });
    }
  });

  it(`${dialect}: an unknown path is 404 and a wrong method 405, with empty bodies`, async () => {
    const emulator = await launch(args);
    expect(await emulator.call('/v1/embeddings', { body: {} })).toMatchObject({ status: 404, text: '' });
    const wrong = await emulator.call('/v1/chat/completions');
    expect(wrong).toMatchObject({ status: 405, text: '', headers: { allow: 'POST' } });
  });

  it(`${dialect}: a HEAD of a GET route has the head alone`, async () => {
    const emulator = await launch(args);
    const { status, text, headers } = await emulator.call('/info', { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(100);
  });

  it(`${dialect}: every answer carries CORS headers, and a preflight allows content-type only`, async () => {
    const emulator = await launch(args);
    const vary = 'origin, access-control-request-method, access-control-request-headers';
    for (const path of ['/health', '/nowhere']) {
      expect((await emulator.call(path)).headers).toMatchObject({ 'access-control-allow-origin': '*', vary });
    }
    const preflight = await emulator.call('/v1/chat/completions', { method: 'OPTIONS' });
    expect(preflight).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-methods': 'GET,POST', 'access-control-allow-headers': 'content-type' },
    });
  });

  it(`${dialect}: connections are kept alive without saying so`, async () => {
    const emulator = await launch(args);
    const { headers } = await emulator.call('/health', { headers: { connection: 'keep-alive' } });
    expect(headers).not.toHaveProperty('connection');
    expect(headers).not.toHaveProperty('keep-alive');
  });

  it(`${dialect}: two requests are served on one connection`, async () => {
    const emulator = await launch(args);
    const { hostname, port } = new URL(emulator.url);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    for (const count of [1, 2]) {
      socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
      while (text.split('HTTP/1.1 200 OK').length <= count) await once(socket, 'data');
    }
    socket.destroy();
  });

  it(`${dialect}: what is not HTTP is 400 with an empty body`, async () => {
    const emulator = await launch(args);
    const { hostname, port } = new URL(emulator.url);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.write('nonsense\r\n\r\n');
    await once(socket, 'end');
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text.endsWith('\r\n\r\n')).toBe(true);
  });

  it(`${dialect}: /tokenize lists id, text, start and stop`, async () => {
    const emulator = await launch(args);
    const { text } = await emulator.call('/tokenize', { body: { inputs: 'Deep learning, explained' } });
    const tokens = JSON.parse(text) as { id: number; text: string; start: number; stop: number }[];
    expect(tokens.map((token) => token.text).join('')).toBe('Deep learning, explained');
    expect(Object.keys(tokens[0]!)).toEqual(['id', 'text', 'start', 'stop']);
    expect(tokens[0]).toMatchObject({ start: 0, stop: 4 });
  });

  it(`${dialect}: /vertex answers with predictions and fails in words of its own`, async () => {
    const emulator = await launch(args);
    const instances = [{ inputs: 'Hello', parameters: { max_new_tokens: 4 } }];
    const good = await emulator.call('/vertex', { body: { instances } });
    expect((JSON.parse(good.text) as { predictions: string[] }).predictions).toHaveLength(1);
    const bad = await emulator.call('/vertex', { body: { instances: [{ inputs: '' }] } });
    expect(bad).toMatchObject({
      status: 500,
      text: '{"error":"Incomplete generation","error_type":"Incomplete generation"}',
    });
  });
});

describe('routes of some versions', () => {
  it('tgi-2.0 and tgi-2.2: there is no /v1/models', async () => {
    for (const dialect of ['tgi-2.0', 'tgi-2.2']) {
      expect((await (await launch(['--dialect', dialect])).call('/v1/models')).status).toBe(404);
    }
  });

  it('tgi-3.3: /v1/models lists the launched model, created 0', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3', '--speculator', 'medusa']);
    const id = 'text-generation-inference/Mistral-7B-Instruct-v0.2-medusa';
    expect((await emulator.call('/v1/models')).text).toBe(
      `{"object":"list","data":[{"id":"${id}","object":"model","created":0,"owned_by":"${id}"}]}`,
    );
  });

  it('tgi-2.0: there is no /chat_tokenize; tgi-2.2: it templates, tokenizes, and needs no key', async () => {
    const body = { ...plainChat };
    expect((await (await launch(['--dialect', 'tgi-2.0'])).call('/chat_tokenize', { body })).status).toBe(404);
    const emulator = await launch(['--api-key', 'secret']);
    const { status, text } = await emulator.call('/chat_tokenize', { body });
    const answer = JSON.parse(text) as { tokenize_response: unknown[]; templated_text: string };
    expect(status).toBe(200);
    expect(answer.templated_text).toContain('What is deep learning?');
    expect(answer.tokenize_response.length).toBeGreaterThan(5);
  });

  it('tgi-3.3: /invocations takes any of three bodies; tgi-2.2: the native one', async () => {
    const newer = await launch(['--dialect', 'tgi-3.3']);
    const bodies = [
      { inputs: 'Hello', parameters: { max_new_tokens: 2 } },
      { ...plainChat, max_tokens: 2 },
      { prompt: 'Hello', max_tokens: 2 },
    ];
    const texts: string[] = [];
    for (const body of bodies) texts.push((await newer.call('/invocations', { body })).text);
    expect(texts[0]).toMatch(/^\[\{"generated_text":"Hello/);
    expect(texts[1]).toMatch(/^\{"object":"chat.completion"/);
    expect(texts[2]).toMatch(/^\{"object":"text_completion"/);
    const older = await launch();
    expect((await older.call('/invocations', { body: plainChat })).status).toBe(422);
  });
});

describe('--api-key', () => {
  it('tgi-2.2: a missing or wrong key is 401 with an empty body, the right one passes in any case', async () => {
    const emulator = await launch(['--api-key', 'Secret']);
    expect(await chat(emulator)).toMatchObject({ status: 401, text: '' });
    const call = (authorization: string): Promise<{ status: number }> =>
      emulator.call('/v1/chat/completions', { body: plainChat, headers: { authorization } });
    expect((await call('Bearer other')).status).toBe(401);
    expect((await call('bearer SECRET')).status).toBe(200);
  });

  it('tgi-2.2: /info, /metrics and /health never need the key', async () => {
    const emulator = await launch(['--api-key', 'secret']);
    for (const path of ['/info', '/metrics', '/health']) expect((await emulator.call(path)).status).toBe(200);
  });

  it('tgi-2.2: /invocations is not guarded; tgi-3.3: it is', async () => {
    const body = { inputs: 'Hello', parameters: { max_new_tokens: 2 } };
    const status = async (dialect: string): Promise<number> => {
      const emulator = await launch(['--dialect', dialect, '--api-key', 'secret']);
      return (await emulator.call('/invocations', { body })).status;
    };
    expect(await status('tgi-2.2')).toBe(200);
    expect(await status('tgi-3.3')).toBe(401);
  });
});

describe('/info', () => {
  const keys = async (dialect: string): Promise<string[]> => {
    const emulator = await launch(['--dialect', dialect]);
    return Object.keys(JSON.parse((await emulator.call('/info')).text) as object);
  };

  it('tgi-2.0: tells dtype, device and batch limits, and max_input_length', async () => {
    expect(await keys('tgi-2.0')).toEqual([
      'model_id',
      'model_sha',
      'model_dtype',
      'model_device_type',
      'model_pipeline_tag',
      'max_concurrent_requests',
      'max_best_of',
      'max_stop_sequences',
      'max_input_length',
      'max_total_tokens',
      'waiting_served_ratio',
      'max_batch_total_tokens',
      'max_waiting_tokens',
      'max_batch_size',
      'validation_workers',
      'max_client_batch_size',
      'router',
      'version',
      'sha',
      'docker_label',
    ]);
  });

  it.each(['tgi-2.2', 'tgi-3.3'])('%s: tells the router alone, and max_input_tokens', async (dialect) => {
    expect(await keys(dialect)).toEqual([
      'model_id',
      'model_sha',
      'model_pipeline_tag',
      'max_concurrent_requests',
      'max_best_of',
      'max_stop_sequences',
      'max_input_tokens',
      'max_total_tokens',
      'validation_workers',
      'max_client_batch_size',
      'router',
      'version',
      'sha',
      'docker_label',
    ]);
  });

  it.each([
    ['none', [], 'meta-llama/Meta-Llama-3-8B-Instruct'],
    ['mlp', [], 'ibm-fms/llama3-8b-accelerator'],
    ['medusa', [], 'text-generation-inference/Mistral-7B-Instruct-v0.2-medusa'],
    ['none', ['--base', 'mistral-7b'], 'mistralai/Mistral-7B-Instruct-v0.2'],
    ['mlp', ['--model-id', 'my/own'], 'my/own'],
  ])('tgi-2.2: with speculator %s %j the model id is %s, and k is nowhere', async (speculator, more, modelId) => {
    const emulator = await launch(['--speculator', speculator, ...more]);
    const { text } = await emulator.call('/info');
    expect(JSON.parse(text)).toMatchObject({ model_id: modelId, version: '2.2.1-dev0', docker_label: 'sha-b70ae09' });
    expect(text).not.toContain('speculate');
  });
});
