import { describe, expect, it } from 'vitest';
import { httpCall, jsonEvents } from '../../../testing/http-call.ts';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import { ask, askJson, askStream, passTime, question, readEvents } from '../../../testing/openai-calls.ts';
import type { LlamaJson, TimingsJson } from './llama-json.ts';

const speculating = ['--engine', 'llamacpp', '--speculator', 'eagle'];

describe('llama-server, streams', () => {
  it('sends each token as a chunk of its own, several in a row where a step yielded several', async () => {
    const emulator = await launchStill(speculating);
    const { answer, events } = await passTime(emulator.clock, askStream(emulator));
    const { tokens, steps } = emulator.engine.truth();
    const content = events.filter((event) => (event.choices[0]?.delta.content ?? null) !== null);
    expect(content).toHaveLength(tokens);
    expect(steps).toBeLessThan(0.7 * tokens);
    // One HTTP chunk per token too (the role with the first), then the end, then [DONE].
    expect(answer.reads).toHaveLength(tokens + 2);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream', server: 'llama.cpp' });
  });

  it('begins with the role and no content, ends with a reason, timings and [DONE]', async () => {
    const emulator = await launch(speculating);
    const { events, done } = await askStream(emulator);
    expect(events[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: null });
    const last = events.at(-1) as LlamaJson;
    expect(last.choices[0]).toMatchObject({ delta: {}, finish_reason: 'length' });
    expect(last.timings).toMatchObject({ predicted_n: question.max_tokens });
    expect(last.usage).toBeUndefined();
    expect(events.filter((event) => 'timings' in event)).toHaveLength(1);
    expect(done).toBe(true);
  });

  it('puts usage and timings on a last chunk without choices, where usage is asked for', async () => {
    const emulator = await launch(speculating);
    const { events } = await askStream(emulator, { stream_options: { include_usage: true } });
    const [end, usage] = events.slice(-2) as readonly LlamaJson[];
    expect(end?.choices[0]?.finish_reason).toBe('length');
    expect(end).not.toHaveProperty('timings');
    expect(usage).toMatchObject({ choices: [], usage: { completion_tokens: 40 }, timings: { predicted_n: 40 } });
  });

  it('puts timings on every chunk with timings_per_token, going up token by token', async () => {
    const emulator = await launch(speculating);
    const { events } = await askStream(emulator, { timings_per_token: true });
    const counts = (events as readonly LlamaJson[]).flatMap((event) => event.timings?.predicted_n ?? []);
    expect(counts).toEqual([...Array.from({ length: 40 }, (_, index) => index + 1), 40]);
    const drafted = (events as readonly LlamaJson[]).map((event) => event.timings?.draft_n ?? 0);
    expect(drafted).toEqual([...drafted].sort((a, b) => a - b));
  });

  it('says nothing of drafts where none were made', async () => {
    const emulator = await launch(['--engine', 'llamacpp']);
    const { timings } = (await askJson(emulator)) as LlamaJson;
    expect(timings).toMatchObject({ predicted_n: 40 });
    expect(timings).not.toHaveProperty('draft_n');
    expect(timings).not.toHaveProperty('draft_n_accepted');
  });

  it('cuts the draft near the end of the answer: one token left, no draft', async () => {
    const emulator = await launch(speculating);
    const { timings } = (await askJson(emulator, { max_tokens: 2 })) as LlamaJson;
    expect(timings).not.toHaveProperty('draft_n');
    const three = ((await askJson(emulator, { max_tokens: 3 })) as LlamaJson).timings as TimingsJson;
    expect(three.draft_n).toBe(1);
  });

  it('divides times by all tokens, later by those after the first', async () => {
    for (const [engine, divisor] of [
      ['llamacpp-2026-08', 40],
      ['llamacpp-2026-09', 39],
    ] as const) {
      const emulator = await launch(['--engine', engine]);
      const timings = ((await askJson(emulator)) as LlamaJson).timings as TimingsJson;
      expect(timings.predicted_per_token_ms).toBeCloseTo(timings.predicted_ms / divisor, 9);
    }
  });

  it('completions: a chunk per token, also for the end token; usage and timings on the last', async () => {
    const emulator = await launch(speculating);
    const body = { prompt: 'Once upon a time', max_tokens: 12, stream: true, temperature: 0 };
    const { text } = await emulator.call('/v1/completions', { body });
    const chunks = jsonEvents<LlamaJson>(text);
    expect(chunks).toHaveLength(13);
    expect(chunks.every((chunk) => chunk.object === 'text_completion')).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ text: '', finish_reason: 'length' }],
      usage: { completion_tokens: 12 },
      timings: { predicted_n: 12 },
    });
  });

  it('counts the end token, which a chat shows no chunk for', async () => {
    const emulator = await launch(['--engine', 'llamacpp']);
    const { events } = await askStream(emulator, { max_tokens: -1 });
    const last = events.at(-1) as LlamaJson;
    expect(last.choices[0]?.finish_reason).toBe('stop');
    const content = events.filter((event) => (event.choices[0]?.delta.content ?? null) !== null);
    expect(last.timings?.predicted_n).toBe(content.length + 1);
    expect(emulator.engine.truth().tokens).toBe(content.length + 1);
  });

  it('cuts the stop text, and holds back what may become it', async () => {
    const emulator = await launch(['--engine', 'llamacpp']);
    const whole = (await askJson(emulator)).choices[0]!.message.content;
    const stop = ' to do';
    const { events } = await askStream(emulator, { stop: [stop] });
    const sent = events.map((event) => event.choices[0]?.delta.content ?? '').join('');
    expect(sent).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(events.at(-1)?.choices[0]?.finish_reason).toBe('stop');
  });

  it('answers the same text whole as streamed, and the same with a speculator as without', async () => {
    const [plain, drafting] = [await launch(['--engine', 'llamacpp']), await launch(speculating)];
    const { events } = await askStream(drafting);
    const streamed = events.map((event) => event.choices[0]?.delta.content ?? '').join('');
    expect((await askJson(drafting)).choices[0]?.message.content).toBe(streamed);
    expect((await askJson(plain)).choices[0]?.message.content).toBe(streamed);
  });

  it('answers each of several prompts and choices under an index of its own', async () => {
    const emulator = await launch(speculating);
    const body = { prompt: ['One', 'Two'], max_tokens: 5, stream: true };
    const { text } = await emulator.call('/v1/completions', { body });
    const chunks = jsonEvents<LlamaJson>(text);
    expect(chunks.filter((chunk) => chunk.choices[0]?.index === 1)).toHaveLength(6);
    expect(chunks.filter((chunk) => chunk.choices[0]?.index === 0)).toHaveLength(6);
    expect(chunks.filter((chunk) => chunk.timings !== undefined)).toHaveLength(2);
    const whole = await askJson(emulator, { n: 2, max_tokens: 5 });
    expect(whole.choices.map((choice) => choice.index)).toEqual([0, 1]);
  });

  it.each([
    ['llamacpp-2026-08', false],
    ['llamacpp-2026-09', true],
  ] as const)('%s sends the head before the first token: %s', async (engine, early) => {
    const emulator = await launchStill(['--engine', engine]);
    let head = false;
    const body = JSON.stringify({ ...question, stream: true });
    const headers = { 'content-type': 'application/json' };
    const answer = fetch(`${emulator.url}/v1/chat/completions`, { method: 'POST', headers, body }).then((response) => {
      head = true;
      return response.text();
    });
    while (emulator.engine.truth().running === 0) {
      emulator.clock.runUntil(emulator.clock.now());
      await new Promise(setImmediate);
    }
    // What was written until now has arrived before this answer has.
    await emulator.call('/health');
    await emulator.call('/health');
    expect(emulator.engine.truth().tokens).toBe(0);
    expect(head).toBe(early);
    expect(await passTime(emulator.clock, answer)).toContain('[DONE]');
  });

  it('writes a comment into each long silence, such as that of a long prompt', async () => {
    const args = ['--engine', 'llamacpp-2026-09', '--max-total-tokens', '40000', '--flag'];
    const messages = [{ role: 'user', content: 'word '.repeat(20_000) }];
    const pinged = await launchStill([...args, 'sse-ping-interval=1']);
    const { text } = await passTime(pinged.clock, ask(pinged, { stream: true, messages, max_tokens: 5 }));
    expect(text.match(/^:$/gm)?.length).toBeGreaterThanOrEqual(2);
    expect(readEvents(text)).toMatchObject({ done: true });
    const quiet = await launchStill([...args, 'sse-ping-interval=0']);
    const without = await passTime(quiet.clock, ask(quiet, { stream: true, messages, max_tokens: 5 }));
    expect(without.text).not.toMatch(/^:$/m);
  });

  it('ends an answer that failed on the way with an error event, without [DONE]', async () => {
    const emulator = await launch(['--engine', 'llamacpp', '--fault', 'generation-failed:5']);
    const { text, status } = await ask(emulator, { stream: true });
    expect(status).toBe(200);
    expect(text).toContain('data: {"error":{"code":500,"message":"Compute error.","type":"server_error"}}');
    expect(text).not.toContain('[DONE]');
  });

  it('serves under its alias', async () => {
    const emulator = await launch(['--engine', 'llamacpp', '--flag', 'alias=tiny']);
    expect((await askJson(emulator)).model).toBe('tiny');
    const { text } = await httpCall(`${emulator.url}/v1/models`);
    expect(JSON.parse(text)).toMatchObject({ object: 'list', data: [{ id: 'tiny', owned_by: 'llamacpp' }] });
  });
});
