import { describe, expect, it } from 'vitest';
import { chat, chatJson } from '../../../testing/chat-calls.ts';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';

describe('whole chat answers', () => {
  it('tgi-2.2: the body has these fields in this order', async () => {
    const emulator = await launch();
    const answer = await chat(emulator, { max_tokens: 3 });
    const { content } = chatJson(answer).choices[0]!.message;
    const { prompt_tokens: prompt } = chatJson(answer).usage;
    expect(answer.text).toBe(
      '{"object":"chat.completion","id":"","created":1724155200,"model":"meta-llama/Meta-Llama-3-8B-Instruct",' +
        '"system_fingerprint":"2.2.1-dev0-sha-b70ae09","choices":[{"index":0,"message":{"role":"assistant",' +
        `"content":${JSON.stringify(content)}},"logprobs":null,"finish_reason":"length"}],` +
        `"usage":{"prompt_tokens":${prompt},"completion_tokens":3,"total_tokens":${prompt + 3}}}`,
    );
  });

  it('tgi-2.0: the body is called text_completion, after the id', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    const { text } = await chat(emulator);
    expect(text).toMatch(/^\{"id":"","object":"text_completion","created":/);
    expect(chatJson(await chat(emulator)).system_fingerprint).toBe('2.0.4-sha-8f22cb9');
  });

  it('tgi-3.3: the fingerprint names the version before its release', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    expect(chatJson(await chat(emulator)).system_fingerprint).toMatch(/^3\.3\.6-dev0-sha-/);
  });

  it('tgi-2.2: headers tell times in whole milliseconds, and x-compute-time in seconds', async () => {
    const { clock, engine, url } = await launchStill(['--compute-type', '1-nvidia-a10g']);
    const pending = fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], max_tokens: 10, temperature: 0 }),
    });
    while (engine.truth().waiting === 0) await new Promise(setImmediate);
    clock.runAll();
    const { headers } = await pending;
    const elapsed = clock.now();
    const ms = (name: string): number => Number(headers.get(name));
    expect(headers.get('x-compute-type')).toBe('1-nvidia-a10g');
    expect(ms('x-compute-time')).toBeCloseTo(elapsed / 1000, 6);
    expect(ms('x-total-time')).toBe(Math.trunc(elapsed));
    expect([ms('x-validation-time'), ms('x-queue-time')]).toEqual([0, 0]);
    expect(ms('x-inference-time')).toBe(Math.trunc(elapsed));
    expect(ms('x-time-per-token')).toBe(Math.trunc(elapsed / 10));
    expect(ms('x-generated-tokens')).toBe(10);
    expect(ms('x-prompt-tokens')).toBeGreaterThan(5);
    expect(ms('x-compute-characters')).toBeGreaterThan(20);
  });

  it('tgi-2.2: logprobs come only if asked for, one per token', async () => {
    const emulator = await launch();
    expect(chatJson(await chat(emulator, { top_logprobs: 2 })).choices[0]!.logprobs).toBeNull();
    const asked = chatJson(await chat(emulator, { logprobs: true, top_logprobs: 2 })).choices[0]!.logprobs;
    const { content } = asked as { content: { token: string; logprob: number; top_logprobs: unknown[] }[] };
    expect(content).toHaveLength(12);
    expect(content.every(({ logprob }) => logprob <= 0)).toBe(true);
  });

  it('tgi-2.2: temperature 0 is greedy, and its absence samples by the seed', async () => {
    const emulator = await launch();
    const text = async (fields: object): Promise<string> =>
      chatJson(await chat(emulator, { max_tokens: 40, ...fields })).choices[0]!.message.content;
    expect(await text({})).toBe(await text({}));
    const sampled = (seed: number): Promise<string> => text({ temperature: undefined, seed });
    expect(await sampled(1)).toBe(await sampled(1));
    expect(await sampled(1)).not.toBe(await sampled(2));
  });

  it('tgi-2.2: an EOS that is the max_tokens-th token counts as length', async () => {
    const emulator = await launch();
    const whole = chatJson(await chat(emulator, { max_tokens: 1000 }));
    expect(whole.choices[0]!.finish_reason).toBe('stop');
    const cut = chatJson(await chat(emulator, { max_tokens: whole.usage.completion_tokens }));
    expect(cut.choices[0]!.finish_reason).toBe('length');
  });
});

describe('response_format', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' }, degrees: { type: 'integer' } } };

  it('tgi-2.2: a schema under `value` makes an answer that fits it', async () => {
    const emulator = await launch();
    const { choices, usage } = chatJson(
      await chat(emulator, { max_tokens: 100, response_format: { type: 'json_object', value: schema } }),
    );
    const value = JSON.parse(choices[0]!.message.content) as object;
    expect(value).toMatchObject({ city: expect.any(String) as string, degrees: expect.any(Number) as number });
    expect(choices[0]!.finish_reason).toBe('stop');
    expect(usage.completion_tokens).toBeGreaterThan(5);
  });

  it.each([
    ['{"type":"json_object"} without value', { type: 'json_object' }, 'missing field `value`'],
    ['{"type":"text"}', { type: 'text' }, 'unknown variant `text`'],
    ['OpenAI’s json_schema', { type: 'json_schema', json_schema: { schema } }, 'unknown variant `json_schema`'],
  ])('tgi-2.2: %s is refused as plain text', async (_form, format, reason) => {
    const emulator = await launch();
    const { status, text } = await chat(emulator, { response_format: format });
    expect([status, text]).toEqual([422, expect.stringContaining(reason)]);
  });

  it('tgi-3.3: json_schema has its schema under value.schema', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const format = { type: 'json_schema', value: { name: 'weather', schema } };
    const { choices } = chatJson(await chat(emulator, { max_tokens: 100, response_format: format }));
    expect(JSON.parse(choices[0]!.message.content)).toHaveProperty('city');
  });

  it('tgi-2.2: a schema without properties is an invalid grammar', async () => {
    const emulator = await launch();
    const { status, text } = await chat(emulator, { response_format: { type: 'json', value: { type: 'object' } } });
    expect([status, text]).toEqual([422, expect.stringContaining("Grammar must have a 'properties' field")]);
  });

  it('tgi-2.0: response_format is no field', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    expect((await chat(emulator, { response_format: { type: 'text' } })).status).toBe(200);
  });
});
