import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainEvent } from './is-plain-event.ts';
import { parseStreamEvent } from './parse-stream-event.ts';

const encoder = new TextEncoder();

function plain(event: unknown): boolean {
  return isPlainEvent(encoder.encode(JSON.stringify(event)));
}

function chunk(content: string, rest: object = {}, finish: unknown = null): object {
  const choices = [{ index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason: finish }];
  return { object: 'chat.completion.chunk', id: '', choices, ...rest };
}

describe('isPlainEvent', () => {
  it.each([
    ['a token of TGI 2.2', chunk('Hi')],
    ['a token of TGI 3.3, which always has a null usage', chunk('Hi', { usage: null })],
    [
      'a token of TGI completions, whose finish_reason is empty',
      { choices: [{ index: 0, text: 'Hi', finish_reason: '' }] },
    ],
    ['text that looks like the keys of usage, error and index', chunk('"usage":{"x":1},"error":"x","index":7')],
  ])('passes %s', (_name, event) => {
    expect(plain(event)).toBe(true);
  });

  it.each([
    ['the last token', chunk('.', {}, 'stop')],
    ['the last token whose text is about finishing', chunk('"finish_reason":null', {}, 'stop')],
    ['usage alone', { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } }],
    ['usage beside a token', chunk('Hi', { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } })],
    ['timings beside a token', chunk('Hi', { timings: { predicted_n: 2 } })],
    ['an error', { error: 'Model is overloaded', error_type: 'overloaded' }],
    ['an error beside a token', chunk('Hi', { error: { message: 'no', http_status_code: 422 } })],
    ['a token of the second generation', { choices: [{ index: 1, text: 'Hi', finish_reason: '' }] }],
    ['the end mark', '[DONE]'],
  ])('leaves %s to the parser', (_name, event) => {
    expect(plain(event)).toBe(false);
  });

  it('never passes what the parser would have to know of', () => {
    const event = fc.record({
      choices: fc.array(
        fc.record({
          index: fc.integer({ min: 0, max: 2 }),
          delta: fc.dictionary(fc.constantFrom('role', 'content', 'usage', 'error'), fc.string()),
          finish_reason: fc.constantFrom(null, '', 'stop', 'finish_reason":null'),
        }),
        { maxLength: 1 },
      ),
      usage: fc.option(fc.record({ prompt_tokens: fc.nat(), completion_tokens: fc.nat() })),
    });
    fc.assert(
      fc.property(event, (value) => {
        const data = encoder.encode(JSON.stringify(value));
        if (!isPlainEvent(data)) return;
        expect(parseStreamEvent(data)).toMatchObject({
          kind: 'piece',
          choiceIndex: 0,
          finishReason: null,
          usage: null,
        });
      }),
    );
  });

  it('reads any bytes without harm', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (data) => {
        expect(typeof isPlainEvent(data)).toBe('boolean');
      }),
    );
  });
});
