import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainEvent } from './is-plain-event.ts';
import { PlainEvents } from './plain-events.ts';

const encoder = new TextEncoder();

function chunk(content: string, rest: object = {}, finish: unknown = null): Uint8Array {
  const choices = [{ index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason: finish }];
  return encoder.encode(JSON.stringify({ object: 'chat.completion.chunk', id: '', choices, ...rest }));
}

/** Texts that try to end their string and to say more. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom(
    '\\',
    '\\\\',
    '"',
    '\\"',
    '","finish_reason":"stop',
    '"},"finish_reason":null}]',
    'finish_reason":null',
  ),
);
const event = fc.oneof(
  fc
    .tuple(text, fc.constantFrom<object>({}, { usage: null }, { usage: { completion_tokens: 3 } }, { created: 7 }))
    .map(([content, rest]) => chunk(content, rest)),
  text.map((content) => chunk(content, {}, 'stop')),
  text.map((content) => encoder.encode(JSON.stringify({ choices: [{ index: 0, text: content, finish_reason: '' }] }))),
  text.map((error) => encoder.encode(JSON.stringify({ error }))),
);
/** What no engine should write, close to what it does. */
const damaged = fc.tuple(event, fc.nat(), fc.constantFrom(0x22, 0x5c, 0x7d, 0x20)).map(([data, at, byte]) => {
  const copy = data.slice();
  copy[at % copy.length] = byte;
  return copy;
});

describe('PlainEvents', () => {
  it('tells the same events as plain as a look at each of them does, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(event, damaged), { maxLength: 12 }), (events) => {
        const plain = new PlainEvents();
        for (const data of events) {
          const lent = data.slice();
          expect(plain.has(lent)).toBe(isPlainEvent(data));
          lent.fill(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
