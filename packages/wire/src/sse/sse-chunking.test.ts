import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeSse } from './encode-sse.ts';
import { SseScanner } from './sse-scanner.ts';

const encoder = new TextEncoder();

interface Seen {
  readonly events: readonly string[];
  readonly pendingBytes: number;
}

function scan(chunks: readonly Uint8Array[]): Seen {
  const events: string[] = [];
  const scanner = new SseScanner();
  for (const chunk of chunks) {
    // A copy that is wiped after the call: what the scanner needs later it must have kept itself.
    const lent = chunk.slice();
    scanner.push(lent, {
      event: (data, type) => events.push(`event ${type} ${Buffer.from(data).toString('latin1')}`),
      comment: (text) => events.push(`comment ${Buffer.from(text).toString('latin1')}`),
    });
    lent.fill(0x3f);
  }
  return { events, pendingBytes: scanner.pendingBytes };
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const borders = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
}

/** Streams made of the pieces that matter, in any order, so that most are odd and many are events. */
const anyStream = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'data',
        'data:',
        'data: ',
        'event: ',
        ':',
        'id: 1',
        '\r',
        '\n',
        '\r\n',
        '\n\n',
        '\r\r',
        ' ',
        'x',
        '\uFEFF',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => encoder.encode(pieces.join('')));

describe('SseScanner on any chunking', { timeout: 30_000 }, () => {
  it('gives the events of the whole', () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat()), (bytes, places) => {
        const whole = scan([bytes]);
        expect(scan(cut(bytes, places))).toEqual(whole);
        expect(scan([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives back what encodeSse wrote, line ends as LF', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', ':', '\r', '\n', 'é', '𝄞') });
    fc.assert(
      fc.property(fc.array(text), fc.boolean(), fc.array(fc.nat()), (data, space, places) => {
        const bytes = encoder.encode(data.map((one) => encodeSse(one, { space })).join(''));
        const expected = data.map((one) => one.replaceAll(/\r\n|\r/g, '\n'));
        const events: string[] = [];
        const scanner = new SseScanner();
        for (const chunk of cut(bytes, places)) {
          scanner.push(chunk, { event: (found) => events.push(new TextDecoder().decode(found)) });
        }
        expect(events).toEqual(expected);
        expect(scanner.pendingBytes).toBe(0);
      }),
    );
  });
});

describe('SseScanner: memory', () => {
  it('copies nothing for events that lie inside one chunk', () => {
    const chunk = encoder.encode('data: one\n\ndata: two\n\n');
    const buffers: ArrayBufferLike[] = [];
    new SseScanner().push(chunk, { event: (data) => buffers.push(data.buffer) });
    expect(buffers.map((buffer) => buffer === chunk.buffer)).toEqual([true, true]);
  });
});

/** Counts the bytes that the two bulk operations of the scanner touch: searching and copying. */
function countWork(run: () => void): number {
  let touched = 0;
  const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
  const { indexOf, set } = Object.getOwnPropertyDescriptors(prototype) as Record<string, PropertyDescriptor>;
  const counted = (own: PropertyDescriptor, count: (self: Uint8Array, args: unknown[], result: unknown) => number) => ({
    ...own,
    value(this: Uint8Array, ...args: unknown[]): unknown {
      const result: unknown = Reflect.apply(own.value as () => unknown, this, args);
      touched += count(this, args, result);
      return result;
    },
  });
  const searched = (self: Uint8Array, [, from]: unknown[], at: unknown) =>
    (at === -1 ? self.length : Number(at) + 1) - Number(from ?? 0);
  const copied = (_self: Uint8Array, [source]: unknown[]) => (source as Uint8Array).length;
  try {
    Object.defineProperty(prototype, 'indexOf', counted(indexOf!, searched));
    Object.defineProperty(prototype, 'set', counted(set!, copied));
    run();
  } finally {
    Object.defineProperty(prototype, 'indexOf', indexOf!);
    Object.defineProperty(prototype, 'set', set!);
  }
  return touched;
}

describe('SseScanner: work', { timeout: 30_000 }, () => {
  const sink = { event: () => undefined };
  const pushAll = (bytes: Uint8Array, chunkBytes: number) => () => {
    const scanner = new SseScanner();
    for (let at = 0; at < bytes.length; at += chunkBytes) scanner.push(bytes.subarray(at, at + chunkBytes), sink);
  };
  const oneEvent = (size: number) => encoder.encode(`data: ${'x'.repeat(size)}\n\n`);
  const manyLines = (size: number) => encoder.encode(`${'data: x\n'.repeat(size / 8)}\n`);
  const manyEvents = (size: number) => encoder.encode('data: 1234567\r\n\r\n'.repeat(size / 16));

  it.each([
    ['one event byte by byte', oneEvent, 1],
    ['one event in chunks of 1500 bytes', oneEvent, 1500],
    ['an event of many lines byte by byte', manyLines, 1],
    ['an event of many lines at once', manyLines, 1 << 30],
    ['many events at once', manyEvents, 1 << 30],
    ['many events in chunks of 100 bytes', manyEvents, 100],
  ])('is below 8 touches per byte, at any size: %s', (_name, make, chunkBytes) => {
    for (const size of [1 << 12, 1 << 16, 1 << 20]) {
      const bytes = make(size);
      const touchesPerByte = countWork(pushAll(bytes, chunkBytes)) / bytes.length;
      expect(touchesPerByte).toBeGreaterThanOrEqual(1);
      expect(touchesPerByte).toBeLessThan(8);
    }
  });
});
