import { describe, expect, it } from 'vitest';
import { type HttpAnswer, jsonEvents } from '../../../testing/http-call.ts';
import { launch, type Launched } from '../../../testing/launch-emulator.ts';

interface NativeEvent {
  readonly index: number;
  readonly token: { readonly id: number; readonly text: string; readonly logprob: number; readonly special: boolean };
  readonly generated_text: string | null;
  readonly details: Record<string, unknown> | null;
}

const parameters = { max_new_tokens: 6, details: true };
const post = (emulator: Launched, path: string, fields: object = {}): Promise<HttpAnswer> =>
  emulator.call(path, { body: { inputs: 'The sea is', parameters, ...fields } });

describe('native routes', () => {
  it('tgi-2.2: /generate answers with details of each token and no step borders', async () => {
    const emulator = await launch(['--speculator', 'mlp']);
    const { text } = await post(emulator, '/generate');
    const answer = JSON.parse(text) as { generated_text: string; details: { tokens: NativeEvent['token'][] } };
    expect(Object.keys(answer.details)).toEqual(['finish_reason', 'generated_tokens', 'seed', 'prefill', 'tokens']);
    expect(answer.details).toMatchObject({ finish_reason: 'length', generated_tokens: 6, seed: null, prefill: [] });
    expect(answer.details.tokens.map((token) => token.text).join('')).toBe(answer.generated_text);
  });

  it('tgi-2.2: without parameters sampling is on, with them it is off', async () => {
    const emulator = await launch();
    const text = async (fields: object): Promise<string> => (await post(emulator, '/generate', fields)).text;
    const greedy = { parameters: { max_new_tokens: 100 } };
    expect(await text(greedy)).toBe(await text(greedy));
    expect(await text({ parameters: undefined })).not.toBe(await text({ parameters: undefined }));
  });

  it('tgi-2.2: prefill tokens come if asked for, the first without a probability', async () => {
    const emulator = await launch();
    const { text } = await post(emulator, '/generate', { parameters: { ...parameters, decoder_input_details: true } });
    const { prefill } = (JSON.parse(text) as { details: { prefill: { text: string; logprob: number | null }[] } })
      .details;
    expect(prefill.map((token) => token.text).join('')).toBe('The sea is');
    expect(prefill[0]!.logprob).toBeNull();
  });

  it('tgi-2.2: best_of gives the best and lists the others', async () => {
    const emulator = await launch();
    const { text } = await post(emulator, '/generate', { parameters: { ...parameters, best_of: 2, do_sample: true } });
    const { details } = JSON.parse(text) as { details: { best_of_sequences: unknown[] } };
    expect(details.best_of_sequences).toHaveLength(1);
    const tooMany = await post(emulator, '/generate', { parameters: { best_of: 3, do_sample: true } });
    expect(tooMany).toMatchObject({ status: 422 });
    expect(tooMany.text).toContain('`best_of` must be > 0 and <= 2. Given: 3');
  });

  it('tgi-2.2: stream events count from 1; the last one has the text and the input length', async () => {
    const emulator = await launch();
    const { text } = await post(emulator, '/generate_stream');
    const events = jsonEvents<NativeEvent>(text);
    expect(events.map((event) => event.index)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.slice(0, -1).every((event) => event.generated_text === null && event.details === null)).toBe(true);
    expect(events.at(-1)!.generated_text).toBe(events.map((event) => event.token.text).join(''));
    const { details } = events.at(-1)!;
    expect(Object.keys(details!)).toEqual(['finish_reason', 'generated_tokens', 'seed', 'input_length']);
    expect(text).not.toContain('[DONE]');
  });

  it('tgi-2.0: the stream’s details have no input length', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    const { details } = jsonEvents<NativeEvent>((await post(emulator, '/generate_stream')).text).at(-1)!;
    expect(Object.keys(details!)).toEqual(['finish_reason', 'generated_tokens', 'seed']);
  });

  it('tgi-2.2: without details the last event has none', async () => {
    const emulator = await launch();
    const { text } = await post(emulator, '/generate_stream', { parameters: { max_new_tokens: 2 } });
    expect(jsonEvents<NativeEvent>(text).at(-1)!.details).toBeNull();
  });

  it('tgi-2.2: POST / is a list that repeats the prompt, or a stream', async () => {
    const emulator = await launch();
    const list = JSON.parse((await post(emulator, '/')).text) as { generated_text: string }[];
    expect(list[0]!.generated_text.startsWith('The sea is')).toBe(true);
    const stream = await post(emulator, '/', { stream: true });
    expect(stream.headers['content-type']).toBe('text/event-stream');
    expect(jsonEvents<NativeEvent>(stream.text)).toHaveLength(6);
  });

  it('tgi-2.2: truncate keeps the last tokens of the prompt', async () => {
    const emulator = await launch();
    const { headers } = await post(emulator, '/generate', { parameters: { ...parameters, truncate: 2 } });
    expect(headers['x-prompt-tokens']).toBe('2');
  });
});
