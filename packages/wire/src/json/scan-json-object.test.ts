import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberValue, scanJsonObject } from './scan-json-object.ts';
import type { JsonMember, JsonScan } from './scan-json-object.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const scan = (text: string) => scanJsonObject(bytesOf(text));

function membersOf(result: JsonScan): readonly JsonMember[] {
  if (!result.ok) throw new Error(result.message);
  return result.members;
}

/** What the scanner must agree with: strict decoding, then the platform's own reader. */
function parseReference(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

describe('scanJsonObject: members', () => {
  it('gives the byte range and kind of each top-level member, in order', () => {
    const text = ' {"s" : "é", "n":-1.5e3,"o":{"x":[1]},"a":[ ],"t":true,"f":false,"z":null } ';
    const bytes = bytesOf(text);
    const result = scanJsonObject(bytes);
    const slices = membersOf(result).map((member) => [
      member.key,
      member.kind,
      new TextDecoder().decode(bytes.subarray(member.keyStart, member.valueEnd)),
    ]);
    expect(slices).toEqual([
      ['s', 'string', '"s" : "é"'],
      ['n', 'number', '"n":-1.5e3'],
      ['o', 'object', '"o":{"x":[1]}'],
      ['a', 'array', '"a":[ ]'],
      ['t', 'true', '"t":true'],
      ['f', 'false', '"f":false'],
      ['z', 'null', '"z":null'],
    ]);
    expect(result).toMatchObject({ ok: true, end: bytes.length - 1 });
  });

  it('resolves escapes in keys, and keeps a byte order mark that is part of one', () => {
    expect(membersOf(scan(String.raw`{"mod\u0065l":1,"a\n":2}`)).map(({ key }) => key)).toEqual(['model', 'a\n']);
    expect(membersOf(scan('{"\uFEFFa":1}'))[0]?.key).toBe('\uFEFFa');
  });

  it("tells escaped keys apart where Node's own reader confuses them (nodejs/node#63785)", () => {
    JSON.parse(String.raw`{"c":0,"\\":{}}`);
    expect(membersOf(scan(String.raw`{"c":0,"\"":{}}`)).map(({ key }) => key)).toEqual(['c', '"']);
  });

  it('gives the value of a member, __proto__ too', () => {
    const bytes = bytesOf('{"a":{"b":[1,null]},"__proto__":"\uFEFFx"}');
    const members = membersOf(scanJsonObject(bytes));
    expect(members.map((member) => memberValue(bytes, member))).toEqual([{ b: [1, null] }, '\uFEFFx']);
    expect(members[1]?.key).toBe('__proto__');
  });

  it('takes a lone surrogate written as an escape, as JSON does', () => {
    const bytes = bytesOf(String.raw`{"a":"\ud800"}`);
    expect(memberValue(bytes, membersOf(scanJsonObject(bytes))[0]!)).toBe('\ud800');
  });
});

describe('scanJsonObject: faults', () => {
  it.each([
    ['', 0, 1, 1, 'expected a JSON object, found the end'],
    ['[1]', 0, 1, 1, 'expected a JSON object, found "["'],
    ['\uFEFF{}', 0, 1, 1, 'expected a JSON object, found a byte order mark'],
    ['{} x', 3, 1, 4, 'expected nothing after the object, found "x"'],
    ['{"a":1', 6, 1, 7, 'expected "," or "}", found the end'],
    ['{"a":1,}', 7, 1, 8, 'expected a key in double quotes, found "}"'],
    ["{'a':1}", 1, 1, 2, 'expected a key in double quotes, found "\'"'],
    ['{"a" 1}', 5, 1, 6, 'expected ":", found "1"'],
    ['{"a":}', 5, 1, 6, 'expected a value, found "}"'],
    ['{"a":"é', 8, 1, 8, 'expected a closing quote, found the end'],
    ['{\n "é":nul}', 8, 2, 6, 'expected "null", found "n"'],
    ['{"a":01}', 6, 1, 7, 'expected no digit after a leading zero, found "1"'],
    ['{"a":-}', 6, 1, 7, 'expected a digit, found "}"'],
    ['{"a":1.}', 7, 1, 8, 'expected a digit, found "}"'],
    ['{"a":1e+}', 8, 1, 9, 'expected a digit, found "}"'],
    ['{"a":[1 2]}', 8, 1, 9, 'expected "," or "]", found "2"'],
    ['{"a":NaN}', 5, 1, 6, 'expected a value, found "N"'],
    ['{"a":"\t"}', 6, 1, 7, 'expected a control character to be written as an escape, found byte 0x09'],
    ['{"a":\u00A01}', 5, 1, 6, 'expected a value, found "\u00A0"'],
    [
      String.raw`{"a":"\x"}`,
      7,
      1,
      8,
      'expected an escape: one of "\\/bfnrt, or u and four hexadecimal digits, found "x"',
    ],
    [
      String.raw`{"a":"\u12g4"}`,
      10,
      1,
      11,
      'expected an escape: one of "\\/bfnrt, or u and four hexadecimal digits, found "g"',
    ],
  ])('of %j are at byte %d, line %d, column %d: %s', (text, offset, line, column, message) => {
    expect(scan(text)).toEqual({ ok: false, offset, line, column, message });
  });

  it.each([
    ['a stray continuation byte', [0x80]],
    ['an overlong form', [0xc0, 0xaf]],
    ['an overlong form of three bytes', [0xe0, 0x80, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a code point above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a sequence cut short', [0xe2, 0x82]],
  ])('include %s in a string', (_name, wrong) => {
    const bytes = Uint8Array.of(...bytesOf('{"a":"'), ...wrong, ...bytesOf('"}'));
    const hex = (wrong[0] ?? 0).toString(16);
    expect(scanJsonObject(bytes)).toMatchObject({ offset: 6, message: `expected valid UTF-8, found byte 0x${hex}` });
  });

  it('include nesting deeper than 64, or than what is asked', () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    expect(scan(nested(64)).ok).toBe(true);
    expect(scan(nested(65))).toMatchObject({
      offset: 320,
      message: 'expected at most 64 levels of nesting, found "{"',
    });
    expect(scanJsonObject(bytesOf('{"a":[]}'), { maxDepth: 2 }).ok).toBe(true);
    expect(scanJsonObject(bytesOf('{"a":[[]]}'), { maxDepth: 2 }).ok).toBe(false);
  });

  it('come before a stack could overflow, however deep the text', () => {
    expect(scan(`{"a":${'['.repeat(1_000_000)}`).ok).toBe(false);
  });
});

describe('scanJsonObject: keys that occur twice', () => {
  it('are refused where the second one stands, however it is written', () => {
    expect(scan('{"x":1,"y":2,"x":1}')).toMatchObject({ offset: 13, message: 'the key "x" occurs twice' });
    expect(scan(String.raw`{"model":1,"mod\u0065l":2}`)).toMatchObject({ offset: 11 });
  });

  it('are refused when they differ only by case and the API knows them: Kelvin sign and long s included', () => {
    const message = 'the keys "model" and "Model" differ only by case';
    expect(scan('{"model":1,"Model":2}')).toMatchObject({ message });
    expect(scan('{"tools":1,"tool\u017F":2}').ok).toBe(false);
    expect(scan('{"top_p":1,"TOP_P":2}').ok).toBe(false);
  });

  it('may differ by case where the API does not know them, and may occur below the top level', () => {
    expect(scan('{"x-custom":1,"X-Custom":2}').ok).toBe(true);
    expect(scan('{"metadata":{"a":1,"a":2},"b":[{"a":1,"a":1}]}').ok).toBe(true);
  });
});

/**
 * Without backslashes in the text of a key: after a key that is one backslash, JSON.parse of Node 24 and 26 misreads other
 * escaped keys (nodejs/node#63785).
 */
const jsonText = fc
  .tuple(fc.dictionary(fc.string({ unit: 'binary', maxLength: 4 }), fc.jsonValue({ maxDepth: 2 })), fc.nat(3))
  .map(([object, indent]) => JSON.stringify(object, null, indent).replaceAll('\\\\', '/'))
  .filter((text) => scan(text).ok);

/** Bytes that matter to a JSON reader, and some that break it. */
const anyByte = fc.oneof(
  fc.constantFrom(
    ...bytesOf('{}[]",:\\u0123456789-+.eEtrufalsn \n\t'),
    0x00,
    0x1f,
    0x7f,
    0x80,
    0xc2,
    0xe2,
    0xed,
    0xf4,
    0xff,
  ),
  fc.nat(255),
);
const edit = fc.record({ at: fc.nat(), remove: fc.nat(3), insert: fc.array(anyByte, { maxLength: 3 }) });

describe('scanJsonObject and JSON.parse', { timeout: 30_000 }, () => {
  it('agree on how many items a list has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.jsonValue(),
        fc.constantFrom(undefined, 1),
        (list, other, space) => {
          const members = membersOf(scan(JSON.stringify({ list, other }, null, space)));
          expect(members.map(({ items }) => items)).toEqual([list.length, Array.isArray(other) ? other.length : 0]);
        },
      ),
    );
  });

  it('agree on the members of every object', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const bytes = bytesOf(text);
        const found = membersOf(scanJsonObject(bytes)).map((member) => [member.key, memberValue(bytes, member)]);
        expect(Object.fromEntries(found)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('agree on what is a JSON object, whatever bytes are damaged', () => {
    fc.assert(
      fc.property(jsonText, fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
        const damaged = edits.reduce(
          (bytes, { at, remove, insert }) => {
            const place = at % (bytes.length + 1);
            return [...bytes.slice(0, place), ...insert, ...bytes.slice(place + remove)];
          },
          [...bytesOf(text)],
        );
        const bytes = Uint8Array.from(damaged);
        const result = scanJsonObject(bytes, { maxDepth: 1000 });
        const expected = isObject(parseReference(bytes));
        // A repeated key is our rule, not JSON's.
        const repeated = !result.ok && / occurs twice$| differ only by case$/.test(result.message);
        expect(result.ok || repeated).toBe(expected);
        expect(result.ok ? result.end : result.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('agree on any short text of bytes that matter', () => {
    fc.assert(
      fc.property(fc.array(anyByte, { maxLength: 6 }), (middle) => {
        const bytes = Uint8Array.of(...bytesOf('{"":'), ...middle, ...bytesOf('}'));
        const result = scanJsonObject(bytes);
        const repeated = !result.ok && result.message.endsWith(' occurs twice');
        expect(result.ok || repeated).toBe(isObject(parseReference(bytes)));
      }),
      { numRuns: 1000 },
    );
  });
});
