import { describe, expect, it } from 'vitest';
import { eventData } from '../../../testing/http-call.ts';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import {
  ask,
  askJson,
  askStream,
  contentOf,
  leaveStream,
  passTime,
  question,
  readEvents,
  tokenEvents,
} from '../../../testing/openai-calls.ts';

const eagle = ['--engine', 'trtllm', '--speculator', 'eagle'];

describe('a trtllm-serve chat stream', () => {
  it('has the role without content, and a space behind that event; then one event per iteration', async () => {
    const emulator = await launch(eagle);
    const { events, done, answer } = await askStream(emulator);
    const data = eventData(answer.text);
    expect(data[0]!.endsWith('} ')).toBe(true);
    expect(data.slice(1).every((each) => !each.endsWith(' '))).toBe(true);
    expect(events[0]!.choices).toEqual([{ index: 0, delta: { role: 'assistant' } }]);
    expect([tokenEvents(events).length, done]).toEqual([emulator.engine.truth().steps, true]);
    expect(tokenEvents(events)[0]!.choices[0]).not.toHaveProperty('finish_reason');
    expect(events.at(-1)!.choices[0]!.finish_reason).toBe('length');
    expect(events[0]!.id).toMatch(/^chatcmpl-\d+$/);
    expect(contentOf(events)).toBe((await askJson(emulator)).choices[0]!.message.content);
  });

  it('tells tokens per iteration so far on each event, the prefill’s own included, and in whole answers', async () => {
    const emulator = await launch(eagle);
    const { events } = await askStream(emulator, { stream_options: { continuous_usage_stats: true } });
    const { tokens, steps } = emulator.engine.truth();
    for (const [index, event] of tokenEvents(events).slice(0, -1).entries()) {
      expect(event.choices[0]!.avg_decoded_tokens_per_iter).toBeCloseTo(
        event.usage!.completion_tokens / (index + 1),
        12,
      );
    }
    expect((await askJson(emulator)).choices[0]!.avg_decoded_tokens_per_iter).toBe(tokens / steps);
  });

  it('include_usage is true by default where there are stream options, else there is none', async () => {
    const emulator = await launch(eagle);
    const last = async (fields: object) => (await askStream(emulator, fields)).events.at(-1)!;
    expect(await last({ stream_options: {} })).toMatchObject({
      choices: [],
      usage: { completion_tokens: 40, prompt_tokens_details: { cached_tokens: expect.any(Number) } },
    });
    expect((await last({ stream_options: { include_usage: false } })).choices).toHaveLength(1);
    expect((await last({})).choices).toHaveLength(1);
  });

  it('never puts iterations together', async () => {
    const emulator = await launch([...eagle, '--frontend-lag', '0.5']);
    const { events } = await askStream(emulator, { max_tokens: 150 });
    expect(tokenEvents(events)).toHaveLength(emulator.engine.truth().steps);
  });

  it('reasoning is beside the content of the same event', async () => {
    const emulator = await launch([...eagle, '--flag', 'reasoning-tokens=9']);
    const { events } = await askStream(emulator);
    const reasoning = tokenEvents(events)
      .map((event) => event.choices[0]!.delta.reasoning_content)
      .join('');
    const whole = (await askJson(emulator)).choices[0]!.message;
    expect([reasoning, contentOf(events)]).toEqual([whole.reasoning_content, whole.content]);
  });

  it('completions have every field, and no usage event without stream options', async () => {
    const emulator = await launch(eagle);
    const { text } = await emulator.call('/v1/completions', {
      body: { model: 'm', prompt: 'one two', max_tokens: 20, stream: true },
    });
    const { events, done } = readEvents(text);
    expect(events).toHaveLength(emulator.engine.truth().steps);
    expect(events[0]).toMatchObject({
      usage: null,
      choices: [{ finish_reason: null, stop_reason: null, token_ids: null }],
    });
    expect([events.at(-1)!.choices[0]!.finish_reason, done]).toEqual(['length', true]);
  });

  it('a client that leaves is noticed at the next look, every second', async () => {
    const emulator = await launchStill(eagle);
    await passTime(emulator.clock, leaveStream(emulator, { max_tokens: 900, ignore_eos: true }, 2));
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    while (emulator.engine.truth().aborted === 0) emulator.clock.step();
    expect(emulator.clock.now() % 1000).toBeCloseTo(0, 6);
    expect(emulator.engine.truth().finished).toBe(0);
  });
});

describe('errors of trtllm-serve', () => {
  it.each([
    [
      'a field that it does not know',
      { return_token_ids: true },
      "'type': 'extra_forbidden', 'loc': ('body', 'return_token_ids'), 'msg': 'Extra inputs are not permitted', 'input': True",
    ],
    ['another engine’s switch', { timings_per_token: true }, "('body', 'timings_per_token')"],
    ['no model', { model: undefined }, "'loc': ('body', 'model'), 'msg': 'Field required'"],
    ['a wrong type', { max_tokens: 'x' }, 'valid integer'],
    ['stream options without a stream', { stream_options: {} }, 'stream_options can only be set if stream is true'],
  ])('%s: 400 with the text alone', async (_what, fields, words) => {
    const emulator = await launch(eagle);
    const answer = await ask(emulator, fields);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringContaining(words) });
    expect(emulator.engine.truth().requests).toBe(0);
  });

  it.each([
    ['no room', { max_tokens: 5000 }, 'max_seq_len (2048)'],
    ['logprobs with a speculator', { logprobs: true }, 'not supported with speculative decoding'],
  ])('%s: flat', async (_what, fields, words) => {
    const answer = await ask(await launch(eagle), fields);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
      400,
      { object: 'error', type: 'BadRequestError', code: 400, message: expect.stringContaining(words) },
    ]);
  });

  it('any model is served under the name asked for; logprobs without a speculator too', async () => {
    const emulator = await launch(['--engine', 'trtllm']);
    expect((await askJson(emulator, { model: 'anything', logprobs: true })).model).toBe('anything');
  });

  it.each(['generation-failed:5', 'internal:5'])(
    '%s: the stream breaks off, without an event and without [DONE]',
    async (fault) => {
      const emulator = await launch([...eagle, '--fault', fault]);
      const answer = await ask(emulator, { stream: true });
      expect([answer.status, answer.cut]).toEqual([200, true]);
      expect(answer.text).not.toContain('[DONE]');
      expect(answer.text).not.toContain('error');
      expect(eventData(answer.text)).toHaveLength(2);
      expect((await ask(emulator)).status).toBe(500);
    },
  );

  it('has no CORS, and no key', async () => {
    const emulator = await launch(eagle);
    expect((await emulator.call('/v1/models', { method: 'OPTIONS' })).status).toBe(405);
    expect((await emulator.call('/v1/models', { headers: { authorization: 'Bearer x' } })).status).toBe(200);
    await expect(launch([...eagle, '--api-key', 'k'])).rejects.toThrow('trtllm-serve knows no API key');
  });

  it('overloaded, wrong-usage and missing-done', async () => {
    const emulator = await launch([
      ...eagle,
      '--fault',
      'overloaded:count=1',
      '--fault',
      'wrong-usage',
      '--fault',
      'missing-done',
    ]);
    expect((await ask(emulator)).status).toBe(503);
    const { events, done } = await askStream(emulator, { stream_options: {} });
    expect([events.at(-1)!.usage!.completion_tokens, done]).toEqual([2 * question.max_tokens + 7, false]);
  });
});
