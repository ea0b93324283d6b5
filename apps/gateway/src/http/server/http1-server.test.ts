import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer } from '../../listen.ts';
import { Http1Server } from './http1-server.ts';
import type { ServerExchange } from './server-exchange.ts';

/** What came of some bytes on one connection: the requests that a server made of them, and what it wrote. */
interface Reading {
  readonly requests: readonly string[];
  readonly answer: string;
}

const bounds = {
  maxHeaderBytes: 16 * 1024,
  maxHeaderCount: () => 100,
  headMs: 60_000,
  bodyMs: 60_000,
  wallTime: () => 1_732_449_600_000,
};

let requests: string[] = [];
const answerWith = (exchange: ServerExchange, body: string): void => {
  requests.push(`${exchange.head.method} ${exchange.head.target} ${body}`);
  exchange.begin(200, { 'content-length': '2' });
  exchange.end(Buffer.from('ok'));
};
const ours = new Http1Server(bounds, (exchange) => {
  const whole = exchange.takeBody();
  if (whole !== null) return answerWith(exchange, whole.toString('latin1'));
  let body = '';
  exchange.readBody({
    part: (bytes) => (body += bytes.toString('latin1')),
    end: () => answerWith(exchange, body),
    gone: () => undefined,
  });
});
const theirs = createServer({ requireHostHeader: true }, (request, response) => {
  let body = '';
  request.on('data', (bytes: Buffer) => (body += bytes.toString('latin1')));
  request.on('end', () => {
    requests.push(`${request.method} ${request.url} ${body}`);
    response.writeHead(200, { 'content-length': '2' }).end('ok');
  });
});

beforeAll(async () => {
  for (const server of [ours, theirs]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
});
afterAll(async () => {
  await closeServer(ours);
  await closeServer(theirs);
});

/** Writes the pieces one behind the other, then says no more. */
async function readBy(server: Server, pieces: readonly Buffer[]): Promise<Reading> {
  requests = [];
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  let answer = '';
  socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
  for (const piece of pieces) {
    if (socket.writable) await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Everybody asks for the connection's end themselves: a last request that does.
  if (socket.writable) socket.write('GET /last HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  const patience = setTimeout(() => socket.destroy(), 500);
  await closed;
  clearTimeout(patience);
  return { requests, answer };
}

const chat = 'POST /a HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello';
const chunked = 'POST /b HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n';

describe('Http1Server', () => {
  it('reads requests one behind the other, however they are cut, and answers in their order', async () => {
    const wire = Buffer.from(`${chat}\r\n${chunked}GET /c HTTP/1.1\r\nhost: x\r\n\r\n`);
    for (let cut = 1; cut < wire.length; cut += 1) {
      const reading = await readBy(ours, [wire.subarray(0, cut), wire.subarray(cut)]);
      expect(reading.requests).toEqual(['POST /a hello', 'POST /b hello', 'GET /c ', 'GET /last ']);
      expect(reading.answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(4);
    }
  });

  it('answers HTTP/1.0 without chunks, and closes behind it', async () => {
    const { answer } = await readBy(ours, [Buffer.from('GET / HTTP/1.0\r\n\r\n')]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n\r\nok$/);
  });

  it('invites a body that its client holds back', async () => {
    const socket = connect((ours.address() as AddressInfo).port, '127.0.0.1');
    socket.write('POST /a HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n');
    const [invitation] = (await once(socket, 'data', { signal: AbortSignal.timeout(5000) })) as [Buffer];
    socket.write('hello');
    const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(5000) })) as [Buffer];
    socket.destroy();
    expect(invitation.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it.each([
    ['reads it at last', true],
    ['leaves without reading it', false],
  ])('tells of a large answer what became of it: its client %s', async (_what, reads) => {
    const closed = Promise.withResolvers<boolean>();
    const large = new Http1Server(bounds, (exchange) => {
      exchange.listen({ drained: () => undefined, closed: (finished) => closed.resolve(finished) });
      exchange.begin(200, { 'content-length': String(32 * 1024 * 1024) });
      exchange.end(Buffer.alloc(32 * 1024 * 1024));
    });
    large.listen(0, '127.0.0.1');
    await once(large, 'listening');
    const socket = connect((large.address() as AddressInfo).port, '127.0.0.1');
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(large, 'connection');
    await new Promise((resolve) => setImmediate(resolve));
    if (reads) socket.resume();
    else socket.destroy();
    expect(await closed.promise).toBe(reads);
    socket.destroy();
    await closeServer(large);
  });

  it('does not take for delivered what is ended on a connection that was just broken', async () => {
    const closed = Promise.withResolvers<boolean>();
    const broken = new Http1Server(bounds, (exchange) => {
      exchange.listen({ drained: () => undefined, closed: (finished) => closed.resolve(finished) });
      exchange.begin(200, { 'content-length': '2' });
      exchange.destroy();
      exchange.end(Buffer.from('ok'));
    });
    broken.listen(0, '127.0.0.1');
    await once(broken, 'listening');
    await readBy(broken, [Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n')]);
    expect(await closed.promise).toBe(false);
    await closeServer(broken);
  });

  it.each([
    ['a request without a host', 400, 'GET / HTTP/1.1\r\n\r\n'],
    ['TLS', 400, '\u0016\u0003\u0001'],
    ['what cannot be expected', 417, 'GET / HTTP/1.1\r\nhost: x\r\nexpect: a miracle\r\n\r\n'],
    ['too many headers', 431, `GET / HTTP/1.1\r\nhost: x\r\n${'a: b\r\n'.repeat(100)}\r\n`],
    ['a header without end', 431, `GET / HTTP/1.1\r\nhost: x\r\na: ${'b'.repeat(17_000)}`],
  ])('refuses %s with %d and says why', async (_what, status, text) => {
    const reading = await readBy(ours, [Buffer.from(text, 'latin1')]);
    expect(reading.requests).toEqual([]);
    expect(reading.answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*connection: close[^]*"message":"[A-Z]`));
  });
});

/** Lines that real and hostile clients write, in any order. */
const line = fc.constantFrom(
  'host: x',
  'host: y',
  'content-length: 5',
  'content-length: 05',
  'content-length: 3',
  'content-length:5,5',
  'content-length: 5 ',
  'Transfer-Encoding: CHUNKED',
  'transfer-encoding: identity',
  'transfer-encoding: gzip, chunked',
  'transfer-encoding:\tchunked',
  'transfer-encoding : chunked',
  'connection: close',
  'connection: upgrade',
  'expect: 100-continue',
  'x-a: é',
  'x-a:',
  ' folded: yes',
  'no colon',
);
const first = fc.constantFrom(
  'POST /a HTTP/1.1',
  'POST /a HTTP/1.1',
  'GET / HTTP/1.1',
  'POST /a HTTP/1.0',
  'POST  /a HTTP/1.1',
  'POST /a HTTP/1.2',
  'POST /a',
);
const ending = fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r');
const body = fc.constantFrom(
  'hello',
  '5\r\nhello\r\n0\r\n\r\n',
  '5;x=y\r\nhello\r\n0\r\nt: 1\r\n\r\n',
  '5 \r\nhello\r\n0\r\n\r\n',
  '5\nhello\n0\n\n',
  '0x5\r\nhello\r\n0\r\n\r\n',
  '0\r\n\r\nGET /hidden HTTP/1.1\r\nhost: x\r\n\r\n',
  '',
);
const hostile = fc
  .tuple(first, fc.array(line, { maxLength: 3 }), fc.array(ending, { minLength: 6, maxLength: 6 }), body)
  .map(([request, lines, ends, rest]) => {
    const head = [request, 'host: x', ...lines, ''].map((text, index) => text + (ends[index] ?? '\r\n')).join('');
    return Buffer.from(head + rest, 'latin1');
  });

describe('Http1Server beside Node’s own', () => {
  it('never takes for a request what Node refuses or reads otherwise', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (bytes) => {
        const mine = await readBy(ours, [bytes]);
        if (mine.requests.length === 0) return;
        const node = await readBy(theirs, [bytes]);
        const from = bytes.toString('latin1');
        expect({ from, requests: node.requests.slice(0, mine.requests.length) }).toEqual({
          from,
          requests: mine.requests,
        });
      }),
      { numRuns: 300 },
    );
  });
});
