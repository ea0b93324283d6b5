import { describe, expect, it } from 'vitest';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import { ask, leaveStream, question } from '../../../testing/openai-calls.ts';

const path = '/v1/chat/completions';

describe('llama-server, errors and endings', () => {
  it.each<[string, unknown, number, object]>([
    ['no messages', {}, 400, { code: 400, message: "'messages' is required", type: 'invalid_request_error' }],
    ['messages that are no list', { messages: 'hi' }, 400, { message: "Expected 'messages' to be an array" }],
    ['a message without a role', { messages: [{ content: 'hi' }] }, 400, { type: 'invalid_request_error' }],
    ['what is no JSON, which is the server’s own fault to it', '{', 500, { code: 500, type: 'server_error' }],
  ])('refuses %s', async (_what, body, status, error) => {
    const emulator = await launch(['--engine', 'llamacpp']);
    const answer = await emulator.call(path, { body });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(answer.text)).toMatchObject({ error });
  });

  it('ignores fields of the wrong type', async () => {
    const emulator = await launch(['--engine', 'llamacpp']);
    const fields = { temperature: 'hot', stop: 7, stream_options: 'all', n_predict: null, seed: [] };
    expect((await ask(emulator, fields)).status).toBe(200);
  });

  it('refuses a prompt that does not fit, with the numbers, also where a stream was asked for', async () => {
    const emulator = await launch(['--engine', 'llamacpp', '--max-total-tokens', '32']);
    const messages = [{ role: 'user', content: 'word '.repeat(100) }];
    const { status, text } = await ask(emulator, { messages, stream: true });
    expect(status).toBe(400);
    const { error } = JSON.parse(text) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ code: 400, type: 'exceed_context_size_error', n_ctx: 32 });
    expect(error['n_prompt_tokens']).toBeGreaterThan(32);
  });

  it('asks for its key on all but the public paths, as Bearer, bare, or in x-api-key', async () => {
    const emulator = await launch(['--engine', 'llamacpp', '--api-key', 'k']);
    const { status, text } = await ask(emulator);
    expect(status).toBe(401);
    expect(text).toBe('{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}');
    for (const headers of [{ authorization: 'Bearer k' }, { authorization: 'k' }, { 'x-api-key': 'k' }]) {
      expect((await ask(emulator, {}, headers as Record<string, string>)).status).toBe(200);
    }
    const other = { authorization: 'Bearer other', 'x-api-key': 'k' };
    expect((await ask(emulator, {}, other)).status).toBe(401);
    for (const open of ['/health', '/v1/health', '/models', '/v1/models']) {
      expect((await emulator.call(open)).status).toBe(200);
    }
    expect((await emulator.call('/props')).status).toBe(401);
  });

  it('knows no 405: a wrong method is a file that was not found', async () => {
    const emulator = await launch(['--engine', 'llamacpp']);
    for (const call of [emulator.call(path), emulator.call('/nothing')]) {
      const { status, text } = await call;
      expect(status).toBe(404);
      expect(text).toBe('{"error":{"message":"File Not Found","type":"not_found_error","code":404}}');
    }
  });

  it('is not there yet while its model loads (overloaded)', async () => {
    const emulator = await launch(['--engine', 'llamacpp', '--fault', 'overloaded']);
    const { status, text } = await ask(emulator, { stream: true });
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({ error: { message: 'Loading model', type: 'unavailable_error', code: 503 } });
  });

  it('stops when the client of a stream leaves', async () => {
    const emulator = await launchStill(['--engine', 'llamacpp', '--speculator', 'eagle']);
    const left = leaveStream(emulator, { max_tokens: 900, ignore_eos: true }, 3);
    while (emulator.engine.truth().aborted + emulator.engine.truth().finished === 0) {
      emulator.clock.step();
      await new Promise(setImmediate);
    }
    await left;
    expect(emulator.engine.truth()).toMatchObject({ aborted: 1, finished: 0 });
  });

  it('goes on for nobody where the request named a conversation, until it is told to stop', async () => {
    const emulator = await launchStill(['--engine', 'llamacpp']);
    const leave = (conversation: string, max_tokens: number): Promise<void> => {
      const controller = new AbortController();
      const headers = { 'content-type': 'application/json', 'X-Conversation-Id': conversation };
      const body = JSON.stringify({ ...question, stream: true, max_tokens, ignore_eos: true });
      return fetch(`${emulator.url}${path}`, { method: 'POST', headers, body, signal: controller.signal })
        .then(async (response) => {
          await response.body!.getReader().read();
          controller.abort();
        })
        .catch(() => undefined);
    };
    const pass = async (until: () => boolean): Promise<void> => {
      for (let turns = 0; !until() && turns < 20_000; turns += 1) {
        emulator.clock.step();
        await new Promise(setImmediate);
      }
    };
    const first = leave('a', 200);
    await pass(() => emulator.engine.truth().finished === 1);
    await first;
    expect(emulator.engine.truth()).toMatchObject({ finished: 1, aborted: 0, tokens: 200 });

    const second = leave('b', 900);
    await pass(() => emulator.engine.truth().tokens > 250);
    expect((await emulator.call('/v1/stream?conv_id=b', { method: 'DELETE' })).status).toBe(204);
    expect((await emulator.call('/v1/stream?conv_id=b', { method: 'DELETE' })).status).toBe(204);
    expect((await emulator.call('/v1/stream', { method: 'DELETE' })).status).toBe(400);
    await second;
    expect(emulator.engine.truth()).toMatchObject({ finished: 1, aborted: 1 });
  });

  it('tells its properties', async () => {
    const emulator = await launch(['--engine', 'llamacpp', '--flag', 'metrics', '--flag', 'parallel=2']);
    const props = JSON.parse((await emulator.call('/props')).text) as object;
    expect(props).toMatchObject({
      total_slots: 2,
      endpoint_metrics: true,
      endpoint_slots: true,
      default_generation_settings: { n_ctx: 2048 },
      build_info: 'emulated-2026-08',
    });
    expect((await emulator.call('/health')).text).toBe('{"status":"ok"}');
  });
});
