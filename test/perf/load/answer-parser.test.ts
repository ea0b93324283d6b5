import { array, assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerParser } from './answer-parser.ts';

const sized = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const chunked = 'HTTP/1.1 404 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n';
const empty = 'HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n';

/** The bytes, cut at these places, as the parser tells of them. */
function read(text: string, cuts: readonly number[] = []): string[] {
  const heard: string[] = [];
  let body = '';
  const parser = new AnswerParser({
    head: (status) => heard.push(String(status)),
    body: (bytes) => (body += bytes.toString()),
    end: () => {
      heard.push(body);
      body = '';
    },
  });
  const borders = [0, ...cuts.toSorted((a, b) => a - b), text.length];
  borders.slice(1).forEach((end, index) => {
    const piece = Buffer.from(text.slice(borders[index], end));
    if (piece.length > 0) parser.push(piece);
  });
  return heard;
}

describe('AnswerParser', () => {
  it('reads answers of all framings, one after another, however they are cut', () => {
    const text = sized + chunked + empty + sized;
    const whole = ['200', 'hello', '404', 'abc0123456789', '204', '', '200', 'hello'];
    expect(read(text)).toEqual(whole);
    assert(
      property(array(nat(text.length), { maxLength: 20 }), (cuts) => {
        expect(read(text, cuts)).toEqual(whole);
      }),
    );
  });

  it.each([
    ['no answer', 'SSH-2.0-x\r\n\r\n'],
    ['no framing', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['a chunk longer than its size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n'],
  ])('refuses %s', (_what, text) => {
    expect(() => read(text)).toThrow(Error);
  });
});
