import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import {
  askJson,
  askStream,
  contentOf,
  question,
  readEvents,
  startWhole,
  tokenEvents,
} from '../../../testing/openai-calls.ts';

const eagle = ['--engine', 'vllm', '--speculator', 'eagle'];

describe('a vLLM chat stream', () => {
  it('begins with the role and no token, then has one event per step with all its tokens, then [DONE]', async () => {
    const emulator = await launch(eagle);
    const { events, done, answer } = await askStream(emulator);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', server: 'uvicorn' });
    expect(events[0]!.choices).toEqual([
      { index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null },
    ]);
    const { steps, tokens } = emulator.engine.truth();
    expect([events.length, tokens]).toEqual([1 + steps, 40]);
    expect(steps).toBeLessThan(30);
    expect(events.slice(0, -1).every((event) => event.choices[0]!.finish_reason === null)).toBe(true);
    expect(events.at(-1)!.choices[0]).toMatchObject({ finish_reason: 'length', stop_reason: null });
    expect(new Set(events.map((event) => event.id)).size).toBe(1);
    expect(done).toBe(true);
  });

  it('is the same text as the whole answer, with or without a speculator', async () => {
    const plain = await launch(['--engine', 'vllm']);
    const emulator = await launch(eagle);
    const { events } = await askStream(emulator);
    const whole = await askJson(emulator);
    expect(contentOf(events)).toBe(whole.choices[0]!.message.content);
    expect((await askJson(plain)).choices[0]!.message.content).toBe(whole.choices[0]!.message.content);
  });

  it('has no usage unless asked for, and then one more event without choices', async () => {
    const emulator = await launch(eagle);
    const { events } = await askStream(emulator);
    expect(events.some((event) => 'usage' in event)).toBe(false);
    const asked = (await askStream(emulator, { stream_options: { include_usage: true } })).events;
    expect(asked.filter((event) => 'usage' in event)).toHaveLength(1);
    expect(asked.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 40 } });
    // vLLM's default of include_usage is false also where stream_options are given.
    expect((await askStream(emulator, { stream_options: {} })).events.some((event) => 'usage' in event)).toBe(false);
  });

  it('continuous_usage_stats: each event says how many tokens there are by now; the differences are the steps', async () => {
    const emulator = await launch(eagle);
    const options = { include_usage: true, continuous_usage_stats: true };
    const { events } = await askStream(emulator, { stream_options: options });
    expect(events[0]!.usage!.completion_tokens).toBe(0);
    const counts = tokenEvents(events).map((event) => event.usage!.completion_tokens);
    const perStep = counts.map((count, index) => count - (counts[index - 1] ?? 0));
    const { steps, accepted } = emulator.engine.truth();
    expect(perStep).toHaveLength(steps);
    expect(perStep.reduce((sum, tokens) => sum + tokens - 1, 0)).toBe(accepted);
    const alone = await askStream(emulator, { stream_options: { continuous_usage_stats: true } });
    expect(alone.events.some((event) => 'usage' in event)).toBe(false);
  });

  it('--enable-force-include-usage: usage everywhere, unasked', async () => {
    const emulator = await launch([...eagle, '--flag', 'enable-force-include-usage']);
    const { events } = await askStream(emulator);
    expect(events.every((event) => 'usage' in event)).toBe(true);
    expect(events.at(-1)!.choices).toEqual([]);
  });

  it('return_token_ids: the ids of each event', async () => {
    const emulator = await launch(eagle);
    const { events } = await askStream(emulator, { return_token_ids: true });
    expect(tokenEvents(events).flatMap((event) => event.choices[0]!.token_ids ?? [])).toHaveLength(40);
    expect((await askJson(emulator, { return_token_ids: true })).choices[0]!.token_ids).toHaveLength(40);
  });

  it('cuts a stop text away, never shows the beginning of one, and names it', async () => {
    const emulator = await launch(eagle);
    const pieces = tokenEvents((await askStream(emulator)).events).map(
      (event) => event.choices[0]!.delta.content ?? '',
    );
    // The emulated engine sees a stop text where it ends with a token.
    const stop = pieces[4]!.slice(-4);
    const before = pieces.join('').slice(0, pieces.join('').indexOf(stop));
    const { events } = await askStream(emulator, { stop: [stop, 'never'] });
    expect(events.at(-1)!.choices[0]).toMatchObject({ finish_reason: 'stop', stop_reason: stop });
    expect(contentOf(events)).toBe(before);
    const whole = (await askJson(emulator, { stop })).choices[0]!;
    expect([whole.message.content, whole.stop_reason]).toEqual([before, stop]);
  });

  it('--stream-interval: the first token at once, then as many tokens as told, the rest at the end', async () => {
    const emulator = await launch([...eagle, '--flag', 'stream-interval=10']);
    const { events } = await askStream(emulator, {
      stream_options: { include_usage: true, continuous_usage_stats: true },
    });
    const counts = tokenEvents(events).map((event) => event.usage!.completion_tokens);
    expect(counts[0]).toBe(1);
    expect(counts.slice(1, -1).every((count, index) => count - counts[index]! >= 10)).toBe(true);
    expect(counts.at(-1)).toBe(40);
  });

  it('reasoning comes as reasoning, in the same events, and is counted', async () => {
    const emulator = await launch([...eagle, '--flag', 'reasoning-tokens=7']);
    const { events } = await askStream(emulator, { stream_options: { include_usage: true } });
    const reasoning = events.map((event) => event.choices[0]?.delta.reasoning ?? '').join('');
    const whole = (await askJson(emulator)).choices[0]!.message;
    expect([reasoning, contentOf(events)]).toEqual([whole.reasoning, whole.content]);
    expect(reasoning.length).toBeGreaterThan(5);
    expect(events.at(-1)!.usage!.completion_tokens_details).toEqual({ reasoning_tokens: 7 });
    expect(events.length - 2).toBe(emulator.engine.truth().steps / 2);
  });

  it('n = 2: both choices, one usage', async () => {
    const emulator = await launch(eagle);
    const { events } = await askStream(emulator, { n: 2, stream_options: { include_usage: true } });
    expect(
      events.filter((event) => event.choices[0]?.delta.role === 'assistant').map((event) => event.choices[0]!.index),
    ).toEqual([0, 1]);
    expect(events.at(-1)!.usage).toMatchObject({ completion_tokens: 80 });
    expect(events.filter((event) => event.choices[0]?.finish_reason === 'length')).toHaveLength(2);
  });
});

describe('events are not steps', () => {
  it('when the server lags behind its engine: several steps leave as one event', async () => {
    const emulator = await launch([...eagle, '--frontend-lag', '0.5']);
    const { events } = await askStream(emulator, {
      max_tokens: 150,
      stream_options: { include_usage: true, continuous_usage_stats: true },
    });
    const { steps, tokens } = emulator.engine.truth();
    expect(tokenEvents(events).length).toBeLessThan(steps * 0.8);
    expect(events.at(-1)!.usage!.completion_tokens).toBe(tokens);
  });

  it(
    'when the client reads too slowly: what piled up leaves as one event, and no token is lost',
    { timeout: 30_000 },
    async () => {
      const emulator = await launchStill([...eagle, '--max-total-tokens', '40000']);
      const { hostname, port } = new URL(emulator.url);
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.pause();
      const options = { include_usage: true, continuous_usage_stats: true };
      const body = JSON.stringify({
        ...question,
        max_tokens: 30_000,
        ignore_eos: true,
        logprobs: true,
        stream: true,
        stream_options: options,
      });
      socket.write(
        `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
      while (emulator.engine.truth().finished === 0) {
        for (let turn = 0; turn < 50; turn += 1) emulator.clock.step();
        await new Promise(setImmediate);
      }
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.resume();
      await once(socket, 'end');
      const stream = text.slice(text.indexOf('\r\n\r\n') + 4).replaceAll(/\r\n[0-9a-f]+\r\n|^[0-9a-f]+\r\n/g, '');
      const { events } = readEvents(stream.replace(/\r\n0\r\n\r\n$/, ''));
      const { steps, tokens } = emulator.engine.truth();
      expect(tokens).toBe(30_000);
      expect(tokenEvents(events).length).toBeLessThan(steps);
      expect(events.at(-1)!.usage!.completion_tokens).toBe(30_000);
      // The counts never go back and skip nothing between the pieces.
      const counts = tokenEvents(events).map((event) => event.usage!.completion_tokens);
      expect(counts.every((count, index) => index === 0 || count > counts[index - 1]!)).toBe(true);
    },
  );
});

describe('vLLM completions', () => {
  it('have 16 tokens by default, and one event per step', async () => {
    const emulator = await launch(eagle);
    const body = { model: question.model, prompt: 'def count(words):', temperature: 0 };
    const whole = JSON.parse((await emulator.call('/v1/completions', { body })).text) as {
      usage: { completion_tokens: number };
    };
    expect(whole.usage.completion_tokens).toBe(16);
    const { text } = await emulator.call('/v1/completions', { body: { ...body, stream: true } });
    const { events, done } = readEvents(text);
    expect(events.length).toBe(emulator.engine.truth().steps / 2);
    expect([events[0]!.object, done]).toEqual(['text_completion', true]);
  });

  it('of several prompts: a choice for each', async () => {
    const emulator = await launch(eagle);
    const body = { prompt: ['one', 'two', 'three'], max_tokens: 5 };
    const { choices } = JSON.parse((await emulator.call('/v1/completions', { body })).text) as {
      choices: { index: number }[];
    };
    expect(choices.map((choice) => choice.index)).toEqual([0, 1, 2]);
  });
});

it.each([true, false])('a client that leaves frees the engine at once; streamed: %s', async (stream) => {
  const emulator = await launchStill(eagle);
  const leave = startWhole(emulator, { stream, max_tokens: 500 });
  while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
  while (emulator.engine.truth().steps < 5) emulator.clock.step();
  leave();
  while (emulator.engine.truth().aborted === 0) await new Promise(setImmediate);
  emulator.clock.runAll();
  expect(emulator.engine.truth()).toMatchObject({ steps: 5, running: 0, finished: 0, aborted: 1 });
});
