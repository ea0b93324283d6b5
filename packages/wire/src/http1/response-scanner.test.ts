import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedHttp } from './malformed-http.ts';
import type { ResponseHead } from './response-head.ts';
import { ResponseScanner } from './response-scanner.ts';

interface Seen {
  readonly head: ResponseHead | null;
  readonly body: string;
  readonly isOver: boolean;
  readonly endsHere: boolean;
  /** Bytes behind the answer. */
  readonly behind: number;
  readonly fault: string | null;
}

function scan(chunks: readonly Uint8Array[]): Seen {
  const scanner = new ResponseScanner();
  let head: ResponseHead | null = null;
  let body = '';
  let behind = 0;
  const see = (fault: string | null): Seen => {
    return { head, body, isOver: scanner.isOver, endsHere: scanner.endsHere(), behind, fault };
  };
  for (const chunk of chunks) {
    // Lent, and wiped after the call: what is needed later must have been kept.
    const lent = Buffer.from(chunk);
    if (scanner.isOver) {
      behind += lent.length;
      continue;
    }
    try {
      const stopped = scanner.push(lent, {
        head: (found) => void (head = found),
        body: (start, end) => void (body += lent.toString('latin1', start, end)),
      });
      behind += lent.length - stopped;
    } catch (error) {
      if (!(error instanceof MalformedHttp)) throw error;
      return see(error.message);
    }
    lent.fill(0x21);
  }
  return see(null);
}

const scanText = (text: string): Seen => scan([Buffer.from(text, 'latin1')]);

function cut(text: string, places: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text, 'latin1');
  const borders = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((border, index) => bytes.subarray(borders[index], border));
}

const ok = 'HTTP/1.1 200 OK\r\n';

/** Bodies in each framing, with what they say. */
const piece = fc.string({ minLength: 1, maxLength: 9 }).map((text) => Buffer.from(text).toString('latin1'));
const extension = fc.constantFrom('', ';a=b', ';x="y"', ';\t');
const chunked = fc
  .tuple(fc.array(fc.tuple(piece, extension), { maxLength: 4 }), fc.constantFrom('', 'x-t: 1\r\n', 'a: b\r\nc: \r\n'))
  .map(([pieces, trailers]) => ({
    head: 'Transfer-Encoding: chunked\r\n',
    wire: `${pieces.map(([text, more]) => `${text.length.toString(16)}${more}\r\n${text}\r\n`).join('')}0\r\n${trailers}\r\n`,
    body: pieces.map(([text]) => text).join(''),
  }));
const sized = fc.string({ maxLength: 20 }).map((text) => {
  const body = Buffer.from(text).toString('latin1');
  return { head: `content-length: ${body.length}\r\n`, wire: body, body };
});
const early = fc.constantFrom('', 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', 'HTTP/1.1 100 Continue\r\n\r\n');

describe('ResponseScanner', () => {
  it('reads the same answer however its bytes are cut, and stops right behind it', () => {
    fc.assert(
      fc.property(
        early,
        fc.oneof(chunked, sized),
        fc.string({ maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (hints, { head, wire, body }, rest, places) => {
          const text = `${hints}${ok}x-a: 1\r\n${head}X-A: two \r\n\r\n${wire}`;
          const behind = Buffer.from(rest).toString('latin1');
          const seen = scan(cut(text + behind, places));
          expect(seen).toMatchObject({ body, isOver: true, behind: behind.length, fault: null });
          expect(seen.head).toMatchObject({ status: 200, keepAlive: true, headers: { 'x-a': '1, two' } });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds no answer whole that was cut anywhere', () => {
    const text = `${ok}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`;
    for (let length = 0; length < text.length; length += 1) {
      expect(scanText(text.slice(0, length))).toMatchObject({ isOver: false, endsHere: false, fault: null });
    }
    expect(scanText(text)).toMatchObject({ isOver: true, body: 'hello' });
  });

  it('lets a body without a length end with its connection, which is then not used again', () => {
    expect(scanText(`${ok}\r\nhello`)).toMatchObject({
      body: 'hello',
      isOver: false,
      endsHere: true,
      head: { keepAlive: false },
    });
  });

  it.each<[string, boolean]>([
    ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', true],
    ['HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', true],
    ['HTTP/1.1 204 No Content\r\n\r\n', true],
    ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\nConnection: Close\r\n\r\n', false],
    ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: x, close\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n', false],
    ['HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n', true],
  ])('of %j keeps the connection: %s', (text, keepAlive) => {
    expect(scanText(text)).toMatchObject({ isOver: true, head: { keepAlive } });
  });

  it.each<[string, number | null]>([
    ['timeout=5', 5000],
    ['max=100, timeout=75', 75_000],
    ['max=100', null],
    ['timeout=soon', null],
  ])('hears how long the server keeps an idle connection: %j', (value, idleMs) => {
    expect(scanText(`${ok}content-length: 0\r\nkeep-alive: ${value}\r\n\r\n`).head?.idleMs).toBe(idleMs);
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a page without a head', '<html>'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['no status', 'HTTP/1.1 abc\r\n\r\n'],
    ['a status out of range', 'HTTP/1.1 600 x\r\n\r\n'],
    ['a protocol that nobody asked for', 'HTTP/1.1 101 Switching\r\n\r\n'],
    ['a bare line feed', 'HTTP/1.1 200 OK\r\na: 1\nb: 2\r\n\r\n'],
    ['a folded header', 'HTTP/1.1 200 OK\r\na: 1\r\n b\r\n\r\n'],
    ['a space before a colon', 'HTTP/1.1 200 OK\r\ncontent-length : 1\r\n\r\nx'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: 1\r\n\r\n'],
    ['a control character', 'HTTP/1.1 200 OK\r\na: \x00\r\n\r\n'],
    ['two lengths', `${ok}content-length: 1\r\ncontent-length: 1\r\n\r\nx`],
    ['a list of lengths', `${ok}content-length: 1, 1\r\n\r\nx`],
    ['white space behind a length', `${ok}content-length: 1 \r\n\r\nx`],
    ['a signed length', `${ok}content-length: +1\r\n\r\nx`],
    ['a hexadecimal length', `${ok}content-length: 0x1\r\n\r\nx`],
    ['length and coding', `${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two codings', `${ok}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['another coding', `${ok}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['a coding in HTTP/1.0', 'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a chunk without a length', `${ok}transfer-encoding: chunked\r\n\r\n\r\n`],
    ['white space behind a chunk’s length', `${ok}transfer-encoding: chunked\r\n\r\n1 \r\nx\r\n`],
    ['a chunk with a signed length', `${ok}transfer-encoding: chunked\r\n\r\n-1\r\n`],
    ['a chunk whose length is too large', `${ok}transfer-encoding: chunked\r\n\r\n1${'0'.repeat(12)}\r\n`],
    ['a chunk ended by a bare line feed', `${ok}transfer-encoding: chunked\r\n\r\n1\nx\r\n`],
    ['a chunk longer than it says', `${ok}transfer-encoding: chunked\r\n\r\n1\r\nxy\r\n`],
    ['a control character in an extension', `${ok}transfer-encoding: chunked\r\n\r\n1;\x01\r\nx\r\n`],
    ['a bare line feed in a trailer', `${ok}transfer-encoding: chunked\r\n\r\n0\r\na: b\n\r\n`],
    ['trailers without end', `${ok}transfer-encoding: chunked\r\n\r\n0\r\na: ${'b'.repeat(17_000)}`],
    ['a head without end', `${ok}a: ${'b'.repeat(17_000)}`],
  ])('refuses %s, however it is cut', (_what, text) => {
    expect(scanText(text).fault).not.toBeNull();
    const few = text.length < 200 ? Array.from({ length: text.length }, (_, at) => at) : [5, 20, 60, 16_000];
    expect(scan(cut(text, few)).fault).not.toBeNull();
  });

  it('reads any bytes without harm', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 }), (chunks) => {
        const seen = scan([Buffer.from(ok), ...chunks]);
        expect(seen.behind).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
