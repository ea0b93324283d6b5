import { describe, expect, it } from 'vitest';
import { eventData, type HttpAnswer, jsonEvents } from '../../../testing/http-call.ts';
import { launch, type Launched } from '../../../testing/launch-emulator.ts';

interface CompletionJson {
  readonly object: string;
  readonly choices: readonly { readonly index: number; readonly text: string; readonly finish_reason: string }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

const complete = (emulator: Launched, fields: object = {}): Promise<HttpAnswer> =>
  emulator.call('/v1/completions', {
    body: { model: 'tgi', prompt: 'The sea is', max_tokens: 6, temperature: 0, ...fields },
  });
const json = (answer: HttpAnswer): CompletionJson => JSON.parse(answer.text) as CompletionJson;

describe('/v1/completions', () => {
  it('tgi-2.2: a whole answer has this shape', async () => {
    const emulator = await launch();
    const answer = await complete(emulator);
    const { text } = json(answer).choices[0]!;
    const { prompt_tokens: prompt } = json(answer).usage!;
    expect(answer.text).toBe(
      '{"object":"text_completion","id":"","created":1724155200,"model":"meta-llama/Meta-Llama-3-8B-Instruct",' +
        '"system_fingerprint":"2.2.1-dev0-sha-b70ae09","choices":[{"index":0,' +
        `"text":${JSON.stringify(text)},"logprobs":null,"finish_reason":"length"}],` +
        `"usage":{"prompt_tokens":${prompt},"completion_tokens":6,"total_tokens":${prompt + 6}}}`,
    );
  });

  it('tgi-2.2: its headers sum over the prompts, and x-compute-time is absent', async () => {
    const emulator = await launch();
    const one = await complete(emulator);
    const three = await complete(emulator, { prompt: ['The sea is', 'The sea is', 'The sea is'] });
    expect(one.headers).not.toHaveProperty('x-compute-time');
    expect(three.headers['x-generated-tokens']).toBe('18');
    expect(Number(three.headers['x-prompt-tokens'])).toBe(3 * Number(one.headers['x-prompt-tokens']));
    expect(new Set(json(three).choices.map(({ index }) => index))).toEqual(new Set([0, 1, 2]));
  });

  it.each([
    ['tgi-2.0', 'eos_token'],
    ['tgi-2.2', 'stop'],
    ['tgi-3.3', 'stop'],
  ])('%s: an end by EOS is called %s', async (dialect, reason) => {
    const emulator = await launch(['--dialect', dialect]);
    expect(json(await complete(emulator, { max_tokens: 1000 })).choices[0]!.finish_reason).toBe(reason);
  });

  it.each([
    ['suffix', { suffix: '!' }, 'suffix not supported'],
    ['five prompts', { prompt: ['a', 'b', 'c', 'd', 'e'] }, 'batch size exceeded'],
  ])('tgi-2.2: %s is refused with an error_type of its own', async (_what, fields, errorType) => {
    const emulator = await launch();
    const { status, text } = await complete(emulator, fields);
    expect(status).toBe(422);
    expect(JSON.parse(text)).toMatchObject({ error_type: errorType });
  });

  it('tgi-2.2: an empty list of prompts is refused as plain text', async () => {
    const emulator = await launch();
    const { status, text } = await complete(emulator, { prompt: [] });
    expect([status, text]).toEqual([422, expect.stringContaining('Empty array detected.')]);
  });

  it('tgi-2.0: a stream never tells its finish reason or usage, and has no [DONE]', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    const { text } = await complete(emulator, { stream: true });
    const chunks = jsonEvents<CompletionJson>(text);
    expect(chunks).toHaveLength(6);
    expect(chunks.every((chunk) => chunk.choices[0]!.finish_reason === '' && chunk.usage === undefined)).toBe(true);
    expect(text).not.toContain('[DONE]');
  });

  it('tgi-2.2: a chunk’s finish reason is an empty string, and the model comes after the choices', async () => {
    const emulator = await launch();
    const [first = ''] = eventData((await complete(emulator, { stream: true })).text);
    expect(first).toMatch(
      /^\{"object":"text_completion","id":"","created":\d+,"choices":\[\{"index":0,"text":"[^"]*","logprobs":null,"finish_reason":""\}\],"model":/,
    );
  });

  it('tgi-2.2: the last chunk has the raw reason and usage, then [DONE]', async () => {
    const emulator = await launch();
    const { text } = await complete(emulator, { stream: true, max_tokens: 1000 });
    const chunks = jsonEvents<CompletionJson>(text);
    const last = chunks.at(-1)!;
    // The EOS token's own name leaks here; only chat leaves it out.
    expect(last.choices[0]).toMatchObject({ text: '<|eot_id|>', finish_reason: 'eos_token' });
    expect(last.usage!.completion_tokens).toBe(chunks.length);
    expect(eventData(text).at(-1)).toBe('[DONE]');
  });

  it('tgi-2.2: several prompts share a stream, each with its own end, and one [DONE]', async () => {
    const emulator = await launch();
    const { text } = await complete(emulator, { stream: true, prompt: ['The sea is', 'The sky is'] });
    const chunks = jsonEvents<CompletionJson>(text);
    const ends = chunks.filter((chunk) => chunk.usage !== undefined).map((chunk) => chunk.choices[0]!.index);
    expect([...ends].toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(chunks).toHaveLength(12);
    expect(eventData(text).filter((data) => data === '[DONE]')).toHaveLength(1);
  });
});
