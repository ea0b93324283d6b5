import { OpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../support/start.ts';

/** Each emulated server as a process, asked by an unmodified client: one text, and usage that is the truth. */

const engines = ['vllm', 'sglang', 'trtllm'] as const;
const model = 'meta-llama/Meta-Llama-3-8B-Instruct';
const messages = [{ role: 'user' as const, content: 'Translate into German: The sea is calm today.' }];
const emulators = new Map<string, Emulator>();

beforeAll(async () => {
  await Promise.all(
    engines.map(async (engine) => {
      const args = ['--engine', engine, '--speculator', 'eagle', '--time-scale', '50'];
      emulators.set(engine, await startEmulator(...args));
    }),
  );
}, 60_000);

afterAll(() => Promise.all([...emulators.values()].map((emulator) => emulator.stop())));

describe.each(engines)('an OpenAI client of an emulated %s', (engine) => {
  const client = (): OpenAI =>
    new OpenAI({ apiKey: 'none', baseURL: `${emulators.get(engine)?.url}/v1`, maxRetries: 0 });

  it('reads streams and whole answers alike, and usage is the truth', async () => {
    const asked = { model, messages, max_tokens: 60, temperature: 0 };
    const whole = await client().chat.completions.create(asked);
    const stream = await client().chat.completions.create({
      ...asked,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let tokens = 0;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      tokens += chunk.usage?.completion_tokens ?? 0;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    const truth = await emulators.get(engine)?.truth();
    expect(tokens + (whole.usage?.completion_tokens ?? 0)).toBe(truth?.tokens);
    expect(truth?.ofFinished.tokens).toBe(truth?.tokens);
  });

  it('finds the model, and reads an error as one', async () => {
    const models = await client().models.list();
    expect(models.data.map(({ id }) => id)).toEqual([model]);
    const failed = client().chat.completions.create({ model, messages, max_tokens: 100_000 });
    await expect(failed).rejects.toBeInstanceOf(OpenAI.BadRequestError);
  });
});

it('all of them say the same', async () => {
  const texts = await Promise.all(
    engines.map(async (engine) => {
      const client = new OpenAI({ apiKey: 'none', baseURL: `${emulators.get(engine)?.url}/v1` });
      const { choices } = await client.chat.completions.create({ model, messages, max_tokens: 60, temperature: 0 });
      return choices[0]?.message.content;
    }),
  );
  expect(new Set(texts).size).toBe(1);
});
