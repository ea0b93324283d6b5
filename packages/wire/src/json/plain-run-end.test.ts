import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainRunEnd } from './plain-run-end.ts';

function slowly(bytes: Uint8Array, from: number): number {
  const end = bytes.findIndex(
    (byte, index) => index >= from && (byte < 0x20 || byte > 0x7f || byte === 0x22 || byte === 0x5c),
  );
  return end === -1 ? bytes.length : end;
}

/** Mostly plain, so that runs are long; the others are those beside the borders of what is plain. */
const byte = fc.oneof(
  { weight: 60, arbitrary: fc.integer({ min: 0x20, max: 0x7f }) },
  { weight: 1, arbitrary: fc.constantFrom(0x00, 0x1f, 0x22, 0x5c, 0x80, 0xa2, 0xdc, 0xff) },
);

describe('plainRunEnd', () => {
  it('is where looking at each byte ends, wherever the bytes lie in their memory', () => {
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 300 }),
        fc.nat(9),
        fc.nat(9),
        fc.nat(40),
        (content, before, behind, from) => {
          const memory = Uint8Array.from([...Array(before).fill(0x61), ...content, ...Array(behind).fill(0x61)]);
          const bytes = memory.subarray(before, before + content.length);
          const start = Math.min(from, bytes.length);
          const cursor = { bytes, at: 0, expected: '', items: 0, maxDepth: 64, words: null };
          expect(plainRunEnd(cursor, start)).toBe(slowly(bytes, start));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('tells each byte in each place of a word', () => {
    for (let value = 0; value < 256; value += 1) {
      for (let place = 40; place < 48; place += 1) {
        const bytes = new Uint8Array(64).fill(0x61);
        bytes[place] = value;
        const cursor = { bytes, at: 0, expected: '', items: 0, maxDepth: 64, words: null };
        expect(plainRunEnd(cursor, 0)).toBe(slowly(bytes, 0));
      }
    }
  });
});
