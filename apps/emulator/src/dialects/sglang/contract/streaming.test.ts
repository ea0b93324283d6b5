import { describe, expect, it } from 'vitest';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import {
  ask,
  askJson,
  askStream,
  contentOf,
  leaveStream,
  startWhole,
  passTime,
  readEvents,
  tokenEvents,
} from '../../../testing/openai-calls.ts';

const eagle = ['--engine', 'sglang', '--speculator', 'eagle'];

describe('an SGLang chat stream', () => {
  it('has the role, an event per step with text, the end in an event of its own, and no usage', async () => {
    const emulator = await launch(eagle);
    const { events, done, answer } = await askStream(emulator);
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const { steps, tokens } = emulator.engine.truth();
    expect([events.length, tokens, done]).toEqual([1 + steps + 1, 40, true]);
    expect(events[0]!.choices[0]).toEqual({
      index: 0,
      delta: { reasoning_content: null, role: 'assistant', content: '' },
      logprobs: null,
      finish_reason: null,
      matched_stop: null,
    });
    expect(events.at(-1)!.choices[0]).toMatchObject({ delta: { reasoning_content: null }, finish_reason: 'length' });
    expect(contentOf(events)).toBe((await askJson(emulator)).choices[0]!.message.content);
    expect(events.some((event) => event.usage !== undefined)).toBe(false);
  });

  it('takes any model, and says it is that one', async () => {
    const emulator = await launch(eagle);
    expect((await askJson(emulator, { model: 'whatever' })).model).toBe('whatever');
    expect((await askStream(emulator, { model: 'other' })).events[0]!.model).toBe('other');
  });

  it('continuous_usage_stats stands by itself; include_usage adds the last event', async () => {
    const emulator = await launch(eagle);
    const alone = (await askStream(emulator, { stream_options: { continuous_usage_stats: true } })).events;
    const counts = alone.flatMap((event) => event.usage?.completion_tokens ?? []);
    expect(counts.at(-1)).toBe(40);
    expect(counts).toHaveLength(emulator.engine.truth().steps);
    expect(alone.at(-1)!.choices).toHaveLength(1);
    const both = (await askStream(emulator, { stream_options: { include_usage: true } })).events;
    expect(both.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 40, reasoning_tokens: 0 } });
    const forced = await launch([...eagle, '--flag', 'stream-response-default-include-usage']);
    expect((await askStream(forced)).events.at(-1)!.choices).toEqual([]);
  });

  it('a step with the end of the reasoning and the beginning of the answer is two events with equal usage', async () => {
    const emulator = await launch([...eagle, '--flag', 'reasoning-tokens=9']);
    const { events } = await askStream(emulator, {
      stream_options: { continuous_usage_stats: true, include_usage: true },
    });
    const whole = (await askJson(emulator)).choices[0]!.message;
    const reasoning = events.map((event) => event.choices[0]?.delta.reasoning_content ?? '').join('');
    expect([reasoning, contentOf(events)]).toEqual([whole.reasoning_content, whole.content]);
    const counts = events.slice(0, -1).flatMap((event) => event.usage?.completion_tokens ?? []);
    expect(counts.length).toBe(new Set(counts).size + 1);
    expect(events.at(-1)!.usage!.reasoning_tokens).toBe(9);
  });

  it('--stream-interval is jumped over by steps of several tokens', async () => {
    const emulator = await launch([...eagle, '--flag', 'stream-interval=4']);
    const { events } = await askStream(emulator, { stream_options: { continuous_usage_stats: true } });
    const counts = events.flatMap((event) => event.usage?.completion_tokens ?? []);
    expect(counts.slice(0, -1).every((count) => count % 4 === 1)).toBe(true);
    expect(counts.length).toBeLessThan(10);
    expect(counts.at(-1)).toBe(40);
  });

  it('outputs that had to wait leave as one event', async () => {
    const emulator = await launch([...eagle, '--frontend-lag', '0.5']);
    const { events } = await askStream(emulator, { max_tokens: 150 });
    expect(tokenEvents(events).length - 1).toBeLessThan(emulator.engine.truth().steps * 0.8);
  });

  it('completions name their end where their text is', async () => {
    const emulator = await launch(eagle);
    const { text } = await emulator.call('/v1/completions', { body: { prompt: 'one two', stream: true } });
    const { events, done } = readEvents(text);
    expect([events.at(-1)!.choices[0]!.finish_reason, events.at(-1)!.usage, done]).toEqual(['length', null, true]);
    expect(emulator.engine.truth().tokens).toBe(16);
  });
});

describe('speculation of one request in its answer', () => {
  it('return_meta_info: of whole answers alone, the prefill’s token in the length', async () => {
    const emulator = await launch(eagle);
    const { choices } = await askJson(emulator, { return_meta_info: true });
    const { drafts, tokens, matched } = emulator.engine.truth();
    expect(choices[0]!.meta_info).toMatchObject({
      completion_tokens: tokens,
      spec_verify_ct: drafts,
      spec_accept_length: tokens / drafts,
      spec_num_correct_drafts: matched,
      spec_accepted_drafts: matched,
      spec_num_proposed_drafts: 4 * drafts,
      spec_accept_rate: matched / (4 * drafts),
    });
    const histogram = choices[0]!.meta_info!['spec_correct_drafts_histogram'] as readonly number[];
    expect(histogram.reduce((sum, steps, correct) => sum + steps * correct, 0)).toBe(matched);
    const refused = await ask(emulator, { return_meta_info: true, stream: true });
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
      400,
      {
        object: 'error',
        type: 'BadRequest',
        message: expect.stringContaining('not supported with streaming'),
        code: 400,
      },
    ]);
    expect((await askJson(emulator)).choices[0]).not.toHaveProperty('meta_info');
  });

  it('without a speculator meta_info has none of it', async () => {
    const emulator = await launch(['--engine', 'sglang']);
    const { choices } = await askJson(emulator, { return_meta_info: true });
    expect(Object.keys(choices[0]!.meta_info!).filter((key) => key.startsWith('spec'))).toEqual([]);
  });

  it('return_spec_tokens_details: newer versions, streams too, before the usage', async () => {
    const emulator = await launch(eagle);
    const options = { return_spec_tokens_details: true, stream_options: { include_usage: true } };
    const { events } = await askStream(emulator, options);
    const { drafts, matched } = emulator.engine.truth();
    const details = { spec_verify_ct: drafts, spec_num_correct_drafts: matched };
    expect(events.at(-2)).toMatchObject({ choices: [], sglext: { spec_tokens_details: details } });
    expect(events.at(-1)!.usage!.completion_tokens).toBe(40);
    expect((await askJson(emulator, { return_spec_tokens_details: true })).sglext!.spec_tokens_details).toMatchObject(
      details,
    );
    const two = await askJson(emulator, { return_spec_tokens_details: true, n: 2 });
    expect(two.sglext!.spec_tokens_details).toHaveLength(2);
    const older = await launch(['--engine', 'sglang-0.5.18', '--speculator', 'eagle']);
    expect((await askStream(older, options)).events.some((event) => event.sglext !== undefined)).toBe(false);
  });
});

describe('a client that leaves', () => {
  it('a stream’s is noticed two seconds later; until then the engine works for nobody', async () => {
    const emulator = await launchStill(eagle);
    await passTime(emulator.clock, leaveStream(emulator, { max_tokens: 900, ignore_eos: true }, 2));
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    const [before, atMs] = [emulator.engine.truth().tokens, emulator.clock.now()];
    while (emulator.engine.truth().aborted === 0) emulator.clock.step();
    expect(emulator.clock.now() - atMs).toBeGreaterThan(1900);
    expect(emulator.clock.now() - atMs).toBeLessThanOrEqual(2000);
    expect(emulator.engine.truth().tokens).toBeGreaterThan(before + 60);
  });

  it('a whole answer’s at the next look, every four seconds', async () => {
    const emulator = await launchStill(eagle);
    const leave = startWhole(emulator, { max_tokens: 1500, ignore_eos: true });
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    emulator.clock.runUntil(1000);
    leave();
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    emulator.clock.runUntil(3999);
    expect(emulator.engine.truth().aborted).toBe(0);
    emulator.clock.runUntil(4000);
    expect(emulator.engine.truth().aborted).toBe(1);
  });
});
