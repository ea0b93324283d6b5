import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainValue } from './json-node.ts';
import { JsonSyntaxError, parseJson } from './parse-json.ts';

describe('parseJson', () => {
  it('reads whatever JSON.stringify writes, in either layout', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 4 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(plainValue(parseJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses exactly what JSON.parse refuses', () => {
    const marks = fc.constantFrom(...Array.from('{}[]",:0123456789.eE+-truefalsnl\\u \n\t\u0001é😀'));
    fc.assert(
      fc.property(fc.string({ unit: marks, maxLength: 24 }), (text) => {
        expect(outcome(() => plainValue(parseJson(text)))).toEqual(outcome(() => JSON.parse(text) as unknown));
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses what is cut off, with the end of the text as its place', () => {
    const text = '{"a":[1,{"b":"c"}],"d":true}';
    for (let length = 0; length < text.length; length += 1) {
      const part = text.slice(0, length);
      expect(() => parseJson(part)).toThrow(JsonSyntaxError);
    }
  });

  it('keeps the place and the digits of a number', () => {
    expect(parseJson('  123456789012345678901 ')).toEqual({
      kind: 'number',
      text: '123456789012345678901',
      start: 2,
      end: 23,
    });
  });

  it('keeps duplicates in their order', () => {
    const node = parseJson('{"a":1,"a":2}');
    expect(node.kind === 'object' && node.members.map((member) => member.keyEnd)).toEqual([4, 10]);
    expect(plainValue(node)).toEqual({ a: 2 });
  });

  it('stops at serde’s depth of 128', () => {
    expect(() => parseJson('['.repeat(127) + ']'.repeat(127))).not.toThrow();
    expect(() => parseJson('['.repeat(200) + ']'.repeat(200))).toThrow('recursion limit exceeded');
  });
});

function outcome(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch {
    return 'refused';
  }
}
