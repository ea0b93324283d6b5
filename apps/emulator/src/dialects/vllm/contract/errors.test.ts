import { describe, expect, it } from 'vitest';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import { ask, askStream, passTime, readEvents } from '../../../testing/openai-calls.ts';

const vllm = ['--engine', 'vllm', '--speculator', 'eagle'];

describe('errors of vLLM', () => {
  it.each([
    [
      'a model that it does not serve',
      { model: 'gpt-4' },
      404,
      { type: 'NotFoundError', param: 'model', message: 'The model `gpt-4` does not exist.' },
    ],
    [
      'no messages',
      { messages: undefined },
      400,
      { type: 'Bad Request', message: expect.stringContaining("'loc': ('body', 'messages'), 'msg': 'Field required'") },
    ],
    [
      'a wrong type',
      { max_tokens: 'many' },
      400,
      { type: 'Bad Request', message: expect.stringContaining('valid integer') },
    ],
    ['stream options without a stream', { stream_options: { include_usage: true } }, 400, { param: 'stream_options' }],
    [
      'no room in the context',
      { max_tokens: 5000 },
      400,
      {
        type: 'BadRequestError',
        param: 'input_tokens',
        message: expect.stringMatching(/maximum context length is 2048 tokens.*requested 5000 output tokens/),
      },
    ],
    [
      'tools without a parser',
      { tools: [{ type: 'function', function: { name: 'f' } }] },
      400,
      { message: expect.stringContaining('--enable-auto-tool-choice') },
    ],
    ['a temperature below 0', { temperature: -1 }, 400, { param: 'temperature' }],
  ])('%s', async (_what, fields, status, error) => {
    const emulator = await launch(vllm);
    const answer = await ask(emulator, fields);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { ...error, code: status } });
    expect(emulator.engine.truth().requests).toBe(0);
  });

  it('what is not JSON', async () => {
    const emulator = await launch(vllm);
    const answer = await emulator.call('/v1/chat/completions', { method: 'POST', body: '{' });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('JSON decode error')]);
  });

  it('fields that it does not know are ignored', async () => {
    const emulator = await launch(vllm);
    expect((await ask(emulator, { timings_per_token: true, return_meta_info: true })).status).toBe(200);
  });

  it('a key is asked for below /v1 alone, and the refusal is a string', async () => {
    const emulator = await launch([...vllm, '--api-key', 'secret']);
    const refused = await ask(emulator);
    expect([refused.status, refused.text]).toEqual([401, '{"error":"Unauthorized"}']);
    expect((await emulator.call('/v1/none')).status).toBe(401);
    for (const path of ['/metrics', '/health', '/version', '/load'])
      expect((await emulator.call(path)).status).toBe(200);
    expect((await ask(emulator, {}, { authorization: 'bearer secret' })).status).toBe(200);
    expect((await ask(emulator, {}, { authorization: 'Bearer Secret' })).status).toBe(401);
  });

  it('unknown paths and methods are FastAPI’s', async () => {
    const emulator = await launch(vllm);
    const missing = await emulator.call('/info');
    expect([missing.status, missing.text]).toEqual([404, '{"detail":"Not Found"}']);
    const wrong = await emulator.call('/v1/chat/completions');
    expect([wrong.status, wrong.text, wrong.headers['allow']]).toEqual([
      405,
      '{"detail":"Method Not Allowed"}',
      'POST',
    ]);
    expect((await emulator.call('/health', { method: 'HEAD' })).status).toBe(405);
  });

  it('--max-num-queued-reqs: one too many is 503, and nothing of it is begun', async () => {
    const emulator = await launchStill([...vllm, '--flag', 'max-num-queued-reqs=1']);
    const first = ask(emulator);
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    const second = await ask(emulator, { stream: true });
    expect([second.status, JSON.parse(second.text)]).toMatchObject([503, { error: { code: 503 } }]);
    expect((await passTime(emulator.clock, first)).status).toBe(200);
    expect(emulator.engine.truth().requests).toBe(1);
  });
});

describe('faults', () => {
  it.each(['generation-failed:5', 'internal:5'])(
    '%s: an error inside a stream of status 200, then [DONE]',
    async (fault) => {
      const emulator = await launch([...vllm, '--fault', fault]);
      const { answer, events, done } = await askStream(emulator);
      expect([answer.status, done]).toEqual([200, true]);
      expect(events.at(-1)!.error).toMatchObject({ type: 'InternalServerError', code: 500 });
      expect(events.length).toBeGreaterThan(2);
      expect((await ask(emulator)).status).toBe(500);
      expect(emulator.engine.truth().finished).toBe(0);
    },
  );

  it('overloaded, cut-mid-event, malformed-event, missing-done, and wrong-usage do what they say', async () => {
    const emulator = await launch(vllm);
    const struck = async (kind: string): Promise<string> => {
      await emulator.call('/emulator/faults', { body: { faults: [{ kind, count: 1 }] } });
      return (await ask(emulator, { stream: true, stream_options: { include_usage: true } })).text;
    };
    expect(await struck('overloaded')).toContain('"code":503');
    expect(await struck('missing-done')).not.toContain('[DONE]');
    const cut = await struck('cut-mid-event');
    expect(() => readEvents(cut)).toThrow(SyntaxError);
    const malformed = await struck('malformed-event');
    expect(() => readEvents(malformed)).toThrow(SyntaxError);
    const usage = readEvents(await struck('wrong-usage')).events.at(-1)!.usage!;
    expect(usage.completion_tokens).toBe(87);
  });
});

describe('the other routes of vLLM', () => {
  it('models, version, health, load', async () => {
    const emulator = await launchStill([...vllm, '--flag', 'enable-server-load-tracking', '--model-id', 'my/model']);
    const models = JSON.parse((await emulator.call('/v1/models')).text) as object;
    expect(models).toMatchObject({ object: 'list', data: [{ id: 'my/model', owned_by: 'vllm', max_model_len: 2048 }] });
    expect((await emulator.call('/version')).text).toBe('{"version":"0.32.0"}');
    const health = await emulator.call('/health');
    expect([health.status, health.text]).toEqual([200, '']);
    const answer = ask(emulator, { model: 'my/model' });
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    expect((await emulator.call('/load')).text).toBe('{"server_load":1}');
    await passTime(emulator.clock, answer);
    expect((await emulator.call('/load')).text).toBe('{"server_load":0}');
  });

  it('honours X-Request-Id in ids, and repeats it behind a flag', async () => {
    const emulator = await launch([...vllm, '--flag', 'enable-request-id-headers']);
    const { text, headers } = await ask(emulator, {}, { 'x-request-id': 'abc' });
    expect((JSON.parse(text) as { id: string }).id).toBe('chatcmpl-abc');
    expect(headers['x-request-id']).toBe('abc');
    const plain = await ask(await launch(vllm), {}, { 'x-request-id': 'abc' });
    expect(plain.headers['x-request-id']).toBeUndefined();
  });

  it('X-data-parallel-rank: the rank that is asked for', async () => {
    const emulator = await launch([...vllm, '--flag', 'data-parallel-size=3']);
    for (let request = 0; request < 3; request += 1) await ask(emulator, {}, { 'x-data-parallel-rank': '2' });
    expect(emulator.engine.ranks.map((rank) => rank.truth().requests)).toEqual([0, 0, 3]);
  });
});
