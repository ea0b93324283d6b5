import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatRequest, RawSocket, readAnswers } from '../../support/raw-socket.ts';
import { chat, startFortress } from './fortress.ts';
import type { Fortress } from './fortress.ts';

let fortress: Fortress;
beforeAll(async () => {
  fortress = await startFortress('limits: { slowClients: { head: 1s, body: 1s, answer: 1s } }');
});
afterAll(() => fortress[Symbol.asyncDispose]());

/** Writes a little every so often, for as long as it is let. */
async function drip(socket: RawSocket, piece: string, everyMs = 50): Promise<string> {
  const timer = setInterval(() => socket.write(piece), everyMs);
  try {
    return await socket.closed();
  } finally {
    clearInterval(timer);
  }
}

describe('a client that takes its time', () => {
  it.each([
    ['nothing but the first line', 'GET /health HTTP/1.1\r\n', ''],
    ['a header for ever', 'GET /health HTTP/1.1\r\nhost: x\r\nx: ', 'a'],
    ['headers for ever', 'GET /health HTTP/1.1\r\nhost: x\r\n', 'a: b\r\n'],
  ])('over its head is cut with 408: %s', async (_what, begin, piece) => {
    using socket = await RawSocket.open(fortress.url);
    socket.write(begin);
    const answers = readAnswers(await drip(socket, piece));
    expect(answers.map(({ status }) => status)).toEqual([408]);
  });

  it.each([
    ['a length', chatRequest('{', ['content-length: 100000']), ' '],
    ['chunks', chatRequest('1\r\n{\r\n', ['transfer-encoding: chunked']), '1\r\n \r\n'],
    ['nothing at all', chatRequest('', ['content-length: 100000']), ''],
  ])('over its body is cut with 408 and a record: %s', async (_what, begin, piece) => {
    using socket = await RawSocket.open(fortress.url);
    socket.write(begin);
    const answers = readAnswers(await drip(socket, piece));
    expect(answers.map(({ status, body }) => [status, body.includes('"request_timeout"')])).toEqual([[408, true]]);
  });

  it('over a body that nobody reads is cut, too', async () => {
    using socket = await RawSocket.open(fortress.url);
    socket.write('POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n');
    const [answer] = readAnswers(await drip(socket, ' '));
    expect(answer?.status).toBe(404);
  });

  it('keeps nobody else waiting', async () => {
    const sockets = await Promise.all(Array.from({ length: 200 }, () => RawSocket.open(fortress.url)));
    for (const socket of sockets) socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n');
    const answer = await fetch(`${fortress.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: chat,
    });
    expect(answer.status).toBe(200);
    await Promise.all(sockets.map((socket) => socket.closed()));
  });
});
