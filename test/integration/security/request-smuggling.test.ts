import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatRequest, exchange } from '../../support/raw-socket.ts';
import { chat, startFortress } from './fortress.ts';
import type { Fortress } from './fortress.ts';

let fortress: Fortress;
beforeAll(async () => {
  fortress = await startFortress();
});
afterAll(() => fortress[Symbol.asyncDispose]());

/** A second request, hidden in what one reading of the framing takes for a body. */
const hidden = 'GET /metrics HTTP/1.1\r\nhost: gateway\r\n\r\n';
const length = `content-length: ${Buffer.byteLength(chat)}`;

describe('a request whose framing can be read in two ways', () => {
  it.each([
    [
      'both a length and chunks',
      chatRequest(`0\r\n\r\n${hidden}`, ['content-length: 6', 'transfer-encoding: chunked']),
    ],
    ['chunks, then a length', chatRequest(`0\r\n\r\n${hidden}`, ['transfer-encoding: chunked', 'content-length: 6'])],
    ['two lengths', chatRequest(chat + hidden, [length, 'content-length: 5'])],
    ['two equal lengths', chatRequest(chat + hidden, [length, length])],
    ['a list of lengths', chatRequest(chat + hidden, [`${length}, 5`])],
    ['a length with a sign', chatRequest(chat + hidden, [`content-length: +${chat.length}`])],
    ['a length that is no number', chatRequest(chat + hidden, ['content-length: 0x10'])],
    ['a negative length', chatRequest(chat + hidden, ['content-length: -1'])],
    ['an unknown coding before chunks', chatRequest(`0\r\n\r\n${hidden}`, ['transfer-encoding: chunked, identity'])],
    ['a coding that looks like chunks', chatRequest(`0\r\n\r\n${hidden}`, ['transfer-encoding: xchunked'])],
    ['a space before the colon', chatRequest(`0\r\n\r\n${hidden}`, ['transfer-encoding : chunked', length])],
    ['a folded header', chatRequest(`0\r\n\r\n${hidden}`, ['transfer-encoding:\r\n chunked', length])],
    ['a bare line feed', chatRequest(chat + hidden, [`x: y\n${length}`])],
    ['a bare carriage return', chatRequest(chat + hidden, [`x: y\r${length}`])],
    [
      'a chunk size that is no number',
      chatRequest(`zz\r\n${chat}\r\n0\r\n\r\n${hidden}`, ['transfer-encoding: chunked']),
    ],
    ['a chunk longer than its size', chatRequest(`3\r\n${chat}\r\n0\r\n\r\n${hidden}`, ['transfer-encoding: chunked'])],
    ['a chunk size beyond all numbers', chatRequest(`${'f'.repeat(20)}\r\n${chat}`, ['transfer-encoding: chunked'])],
    ['a null byte in a header', chatRequest(chat + hidden, [length, 'x: a\0b'])],
  ])('is refused with 400 and the connection closed: %s', async (_what, request) => {
    const answers = await exchange(fortress.url, request);
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(answers[0]?.head.toLowerCase()).toContain('connection: close');
    expect(JSON.parse(answers[0]?.body ?? '')).toMatchObject({ error: { code: 'invalid_request' } });
    expect(answers[0]?.body).not.toContain('slipstream_');
    expect(fortress.engine.generations).toHaveLength(0);
  });
});

describe('two requests one behind the other', () => {
  it('are two where the framing says so, and what goes to the engine is framed anew', async () => {
    const chunked = `${chat.length.toString(16)};ignored=extension\r\n${chat}\r\n0\r\nx-trailer: y\r\n\r\n`;
    const before = fortress.engine.generations.length;
    const answers = await exchange(
      fortress.url,
      chatRequest(chunked, ['transfer-encoding: chunked']) + chatRequest(chat, [length, 'connection: close']),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const reached = fortress.engine.generations.slice(before);
    expect(reached).toHaveLength(2);
    for (const { headers, body } of reached) {
      expect(headers['transfer-encoding']).toBeUndefined();
      expect(headers['content-length']).toBe(String(Buffer.byteLength(body)));
      expect(headers['x-trailer']).toBeUndefined();
    }
  });
});
