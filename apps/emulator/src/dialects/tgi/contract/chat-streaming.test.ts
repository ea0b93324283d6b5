import { describe, expect, it } from 'vitest';
import { chat, type ChatChunkBody, chatJson } from '../../../testing/chat-calls.ts';
import { eventData, jsonEvents } from '../../../testing/http-call.ts';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';

describe('tgi-2.0 chat streams', () => {
  it('tgi-2.0: events begin with `data:{`, without a space', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    const { text } = await chat(emulator, { stream: true });
    expect(text.startsWith('data:{')).toBe(true);
    expect(text).not.toContain('data: ');
  });

  it('tgi-2.0: the body just ends, without [DONE]', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    expect(eventData((await chat(emulator, { stream: true })).text)).not.toContain('[DONE]');
  });

  it('tgi-2.0: chunks are called text_completion, with the object after the id', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    const [first = ''] = eventData((await chat(emulator, { stream: true })).text);
    expect(first).toMatch(/^\{"id":"","object":"text_completion","created":1724155200,"model":/);
    expect(first).not.toContain('usage');
  });
});

describe('tgi-2.2 chat streams', () => {
  it("tgi-2.2: the stream's head is sent before the request is validated, queued or prefilled", async () => {
    const { url, clock } = await launchStill();
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], stream: true, max_tokens: 3 }),
    });
    // Engine time has not moved: no pass can have run.
    expect(clock.now()).toBe(0);
    expect(answer.status).toBe(200);
    clock.runAll();
    expect(eventData(await answer.text()).at(-1)).toBe('[DONE]');
  });

  it('tgi-2.2: a stream has these headers and no timings', async () => {
    const emulator = await launch();
    const { headers } = await chat(emulator, { stream: true });
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-compute-type': 'gpu+optimized',
      'x-accel-buffering': 'no',
      'access-control-allow-origin': '*',
      'transfer-encoding': 'chunked',
    });
    expect(Number(headers['x-compute-characters'])).toBeGreaterThan('What is deep learning?'.length);
    expect(Object.keys(headers).filter((name) => name.endsWith('-time') || name.endsWith('-tokens'))).toEqual([]);
    expect(headers).not.toHaveProperty('x-request-id');
  });

  it('tgi-2.2: chunks have this shape and order, no usage, and an empty id', async () => {
    const emulator = await launch(['--speculator', 'mlp']);
    const [first = ''] = eventData((await chat(emulator, { stream: true })).text);
    const { choices } = JSON.parse(first) as ChatChunkBody;
    expect(first).toBe(
      '{"object":"chat.completion.chunk","id":"","created":1724155200,"model":"ibm-fms/llama3-8b-accelerator",' +
        '"system_fingerprint":"2.2.1-dev0-sha-b70ae09","choices":[{"index":0,"delta":{"role":"assistant",' +
        `"content":${JSON.stringify(choices[0]!.delta.content)}},"logprobs":null,"finish_reason":null}]}`,
    );
  });

  it.each(['tgi-2.0', 'tgi-2.2', 'tgi-3.3'])('%s: the role is in every delta', async (dialect) => {
    const emulator = await launch(['--dialect', dialect]);
    const chunks = jsonEvents<ChatChunkBody>((await chat(emulator, { stream: true })).text);
    expect(chunks).toHaveLength(12);
    expect(chunks.every((chunk) => chunk.choices[0]!.delta.role === 'assistant')).toBe(true);
  });

  it.each([
    ['tgi-2.0', 'eos_token'],
    ['tgi-2.2', 'stop'],
    ['tgi-3.3', 'stop'],
  ])('%s: the EOS token has an event of its own, with empty content and finish_reason %s', async (dialect, reason) => {
    const emulator = await launch(['--dialect', dialect]);
    const chunks = jsonEvents<ChatChunkBody>((await chat(emulator, { stream: true, max_tokens: 1000 })).text);
    const whole = chatJson(await chat(emulator, { max_tokens: 1000 }));
    expect(chunks.at(-1)!.choices[0]).toMatchObject({ delta: { content: '' }, finish_reason: reason });
    expect(chunks.slice(0, -1).every((chunk) => chunk.choices[0]!.finish_reason === null)).toBe(true);
    // One event per token, EOS included, is the only count that these streams give.
    expect(chunks).toHaveLength(whole.usage.completion_tokens);
    expect(chunks.map((chunk) => chunk.choices[0]!.delta.content).join('')).toBe(whole.choices[0]!.message.content);
  });

  it('tgi-2.2: an end by length is told with the last token’s real text', async () => {
    const emulator = await launch();
    const chunks = jsonEvents<ChatChunkBody>((await chat(emulator, { stream: true })).text);
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('length');
    expect(chunks.at(-1)!.choices[0]!.delta.content).not.toBe('');
  });

  it('tgi-2.2: the stream ends with `data: [DONE]`', async () => {
    const emulator = await launch();
    expect((await chat(emulator, { stream: true })).text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
  });

  it('tgi-2.2: stream_options is no field, whatever it holds', async () => {
    const emulator = await launch();
    const { text } = await chat(emulator, { stream: true, stream_options: 'anything' });
    expect(jsonEvents<ChatChunkBody>(text).every((chunk) => !('usage' in chunk))).toBe(true);
  });

  it('tgi-2.2: all tokens of one step are one burst, written at once', async () => {
    const { engine, clock, url } = await launchStill(['--speculator', 'mlp', '--speculate', '8']);
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Write code' }], temperature: 0, stream: true }),
    });
    const reader = answer.body!.getReader();
    let before = 0;
    while (before < 40) {
      clock.step();
      const { steps, tokens } = engine.truth();
      if (tokens === before) continue;
      const { value } = await reader.read();
      expect(eventData(new TextDecoder().decode(value))).toHaveLength(tokens - before);
      before = tokens;
      expect(steps).toBeGreaterThan(0);
    }
    // Else no step had more than one token, and nothing was shown.
    expect(engine.truth().accepted).toBeGreaterThan(0);
    await reader.cancel();
  });

  it('tgi-2.2: the prefill of a newcomer pauses the running streams', async () => {
    const { engine, clock, url } = await launchStill();
    const open = (content: string): Promise<Response> =>
      fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ role: 'user', content }], stream: true, temperature: 0 }),
      });
    const running = await open('Tell me of the sea');
    while (engine.truth().tokens < 30) clock.step();
    await open('word '.repeat(1000));
    const times: number[] = [];
    for (let before = engine.truth(); engine.truth().tokens < 45; before = engine.truth()) {
      clock.step();
      // Only passes in which the running stream gets a token.
      const prefilled = engine.truth().prefills > before.prefills;
      if (!prefilled && engine.truth().tokens > before.tokens) times.push(clock.now());
    }
    const gaps = times.slice(1).map((time, index) => time - times[index]!);
    expect(Math.max(...gaps)).toBeGreaterThan(5 * Math.min(...gaps));
    await running.body!.cancel();
  });

  it('tgi-2.2: after 15 s of silence a bare comment keeps the stream alive', async () => {
    const { url, clock } = await launchStill(['--fault', 'slow-first-token:33000']);
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], stream: true, max_tokens: 1 }),
    });
    clock.runUntil(32_000);
    clock.runAll();
    const text = await answer.text();
    expect(text.startsWith(':\n\n:\n\ndata: {')).toBe(true);
  });
});

describe('tgi-3.3 chat streams', () => {
  it('tgi-3.3: chunks say usage null, unless a usage chunk was asked for', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const chunks = jsonEvents<ChatChunkBody>((await chat(emulator, { stream: true })).text);
    expect(chunks.every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('tgi-3.3: include_usage adds one chunk without choices before [DONE]', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const { text } = await chat(emulator, { stream: true, stream_options: { include_usage: true } });
    const chunks = jsonEvents<ChatChunkBody>(text);
    const whole = chatJson(await chat(emulator));
    expect(chunks.at(-1)).toMatchObject({ object: 'chat.completion.chunk', choices: [], usage: whole.usage });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(eventData(text).at(-1)).toBe('[DONE]');
  });

  it('tgi-3.3: the model that was asked for is echoed, unless it is "tgi"', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const model = async (name: string): Promise<string> => chatJson(await chat(emulator, { model: name })).model;
    expect(await model('my-adapter')).toBe('my-adapter');
    expect(await model('tgi')).toBe('meta-llama/Meta-Llama-3-8B-Instruct');
  });
});
