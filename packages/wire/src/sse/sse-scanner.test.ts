import { describe, expect, it } from 'vitest';
import { SseScanner } from './sse-scanner.ts';
import type { SseScannerOptions } from './sse-scanner.ts';
import { SseTooLarge } from './sse-too-large.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Each event as `type|data`, each comment as `:text`, in order; and what was pending at the end. */
function scan(chunks: readonly (string | Uint8Array)[], options: SseScannerOptions = {}) {
  const seen: string[] = [];
  const scanner = new SseScanner(options);
  for (const chunk of chunks) {
    scanner.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk, {
      event: (data, type) => seen.push(`${type}|${decoder.decode(data)}`),
      comment: (text) => seen.push(`:${decoder.decode(text)}`),
    });
  }
  return { seen, pendingBytes: scanner.pendingBytes };
}

const eventsOf = (...chunks: string[]) => scan(chunks).seen;

describe('SseScanner: framing', () => {
  it('reads TGI 2.0 (no space after the colon) and TGI 2.2 (a space) alike', () => {
    expect(eventsOf('data:{"a":1}\n\n')).toEqual(['message|{"a":1}']);
    expect(eventsOf('data: {"a":1}\n\ndata: [DONE]\n\n')).toEqual(['message|{"a":1}', 'message|[DONE]']);
  });

  it('drops one space after the colon and no more', () => {
    expect(eventsOf('data:  two\n\n')).toEqual(['message| two']);
    expect(eventsOf('data:\ttab\n\n')).toEqual(['message|\ttab']);
  });

  it.each(['\n', '\r', '\r\n'])('takes %j for the end of a line', (end) => {
    expect(eventsOf(`data: a${end}data: b${end}${end}data: c${end}${end}`)).toEqual(['message|a\nb', 'message|c']);
  });

  it('takes a CRLF that is split over chunks for one end', () => {
    expect(eventsOf('data: a\r', '\ndata: b\r', '\n\r', '\ndata: c\n\n')).toEqual(['message|a\nb', 'message|c']);
  });

  it('gives an event at the CR that ends it, without waiting for an LF', () => {
    expect(eventsOf('data: a\r\r')).toEqual(['message|a']);
  });

  it('remembers the CR over an empty chunk', () => {
    expect(eventsOf('data: a\r', '', '\ndata: b\n\n')).toEqual(['message|a\nb']);
  });

  it('reads over a byte order mark, also in pieces, at the start and nowhere else', () => {
    const mark = '\uFEFF';
    expect(eventsOf(`${mark}data: a\n\n`)).toEqual(['message|a']);
    expect(scan([Uint8Array.of(0xef), Uint8Array.of(0xbb), Uint8Array.of(0xbf), 'data: a\n\n']).seen).toEqual([
      'message|a',
    ]);
    expect(eventsOf(`data: a\n\n${mark}data: b\n\ndata: ${mark}c\n\n`)).toEqual(['message|a', `message|${mark}c`]);
  });

  it('keeps bytes that are not UTF-8 as they are', () => {
    const seen: number[][] = [];
    new SseScanner().push(Uint8Array.of(...encoder.encode('data:'), 0xff, 0xc3, 0x0a, 0x0a), {
      event: (data) => seen.push([...data]),
    });
    expect(seen).toEqual([[0xff, 0xc3]]);
  });
});

describe('SseScanner: fields', () => {
  it('gives the keep-alive of TGI as an empty comment and no event', () => {
    expect(eventsOf(':\n\n')).toEqual([':']);
    expect(eventsOf('data: a\n: note\ndata: b\n\n')).toEqual([': note', 'message|a\nb']);
  });

  it('gives the name of the event type, for that event only', () => {
    expect(eventsOf('event: error\ndata: a\n\ndata: b\n\n')).toEqual(['error|a', 'message|b']);
  });

  it('gives no event for a type without data, and forgets the type', () => {
    expect(eventsOf('event: ping\n\ndata: b\n\n')).toEqual(['message|b']);
  });

  it('reads over id, retry, unknown fields and fields that only begin or end like data', () => {
    expect(eventsOf('id: 1\nretry: 5\ndatax: n\nxdata: n\nDATA: n\n data: n\ndata: y\n\n')).toEqual(['message|y']);
  });

  it('takes empty data for an event, with and without a colon', () => {
    expect(eventsOf('data:\n\n')).toEqual(['message|']);
    expect(eventsOf('data\n\n')).toEqual(['message|']);
    expect(eventsOf('data\ndata\n\n')).toEqual(['message|\n']);
  });
});

describe('SseScanner: pendingBytes', () => {
  it.each(['', 'data: a\n\n', 'data: a\r\n\r\n', 'data: a\n\n:\n\n', 'data: a\n\n: alive\n'])(
    'is 0 after %j: the stream may end there',
    (text) => {
      expect(scan([text]).pendingBytes).toBe(0);
    },
  );

  it.each(['d', 'data: a', 'data: a\n', 'data: a\r', 'data: a\n\ndata: b', 'event: x\n', 'data: a\n\n: al'])(
    'is above 0 after %j: the stream was cut',
    (text) => {
      expect(scan([text]).pendingBytes).toBeGreaterThan(0);
      expect(scan(text.split('')).pendingBytes).toBe(scan([text]).pendingBytes);
    },
  );
});

describe('SseScanner: maxEventBytes', () => {
  const atLimit = `data: ${'x'.repeat(94)}\n\n`;

  it('lets an event of that size pass, whole or in pieces', () => {
    expect(scan([atLimit], { maxEventBytes: 100 }).seen).toHaveLength(1);
    expect(scan(atLimit.split(''), { maxEventBytes: 100 }).seen).toHaveLength(1);
  });

  it.each([
    ['one line', `data: ${'x'.repeat(95)}\n\n`],
    ['many lines', `${'data: x\n'.repeat(13)}\n`],
    ['a line without end', 'x'.repeat(101)],
    ['a comment without end', `:${'x'.repeat(100)}`],
  ])('refuses %s above it, whole or in pieces', (_name, text) => {
    expect(() => scan([text], { maxEventBytes: 100 })).toThrow(SseTooLarge);
    expect(() => scan(text.split(''), { maxEventBytes: 100 })).toThrow('larger than 100 bytes');
  });

  it('counts each event by itself, and comments between events not at all', () => {
    const stream = `${atLimit}${':\n'.repeat(1000)}${atLimit}`;
    expect(scan([stream], { maxEventBytes: 100 }).seen.filter((seen) => seen.startsWith('message'))).toHaveLength(2);
  });

  it('is 8 MiB where nothing is said', () => {
    const mebibyte = new Uint8Array(1024 * 1024).fill(0x78);
    expect(() => scan(['data: ', ...Array.from({ length: 8 }, () => mebibyte)])).toThrow(SseTooLarge);
    expect(scan(['data: ', ...Array.from({ length: 7 }, () => mebibyte), '\n\n']).seen).toHaveLength(1);
  });
});
