import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createDispatch } from './dispatch.ts';
import { ReplicaPools } from './replica-pools.ts';
import { exchangeRig } from './testing/exchange-rig.ts';
import { fullServer } from './testing/full-server.ts';
import { RecordedAnswer } from './testing/recorded-answer.ts';
import { answer as whole, chunk, chunkedHead } from './testing/scripted-server.ts';
import type { Script } from './testing/scripted-server.ts';

async function failureOf(script: Script): Promise<RecordedAnswer> {
  await using rig = await exchangeRig(script);
  const { answer } = rig.send();
  await answer.over();
  return answer;
}

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const get = { method: 'GET', path: '/health', headers: {}, body: null } as const;
const clock = { now: () => 0, wallTime: () => 0 };

describe('dispatch, of an exchange that breaks', () => {
  it('is refused where nobody listens, and says so only after send has returned', async () => {
    const pools = new ReplicaPools({ connectMs: 2_000 });
    const replica = {
      name: 'gone',
      url: new URL(`http://127.0.0.1:${await closedPort()}`),
      maxConcurrent: null,
      tls: null,
    };
    const answer = new RecordedAnswer();
    createDispatch(pools, clock).send(replica, get, answer);
    expect(answer.failure).toBeNull();
    await answer.over();
    expect(answer.failure).toMatchObject({ kind: 'refused', cause: { code: 'ECONNREFUSED' } });
    await pools.destroy();
  });

  it('is a connect timeout where the connection is not accepted in time', async () => {
    await using server = await fullServer();
    const pools = new ReplicaPools({ connectMs: 100 });
    const answer = new RecordedAnswer();
    createDispatch(pools, clock).send({ name: 'full', url: server.url, maxConcurrent: null, tls: null }, get, answer);
    await answer.over();
    expect(answer.failure?.kind).toBe('connect-timeout');
    await pools.destroy();
  });

  it.each<[string, Script]>([
    ['closes without a word', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['closes within the head', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
  ])('is a reset when the engine %s before the head is whole', async (_what, script) => {
    const answer = await failureOf(script);
    expect([answer.failure?.kind, answer.status]).toEqual(['reset', 0]);
  });

  it.each<[string, Script]>([
    ['another protocol', (socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n')],
    ['HTML without a head', (socket) => socket.write('<html><body>nginx</body></html>')],
    ['a head without end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}`)],
    [
      'two lengths that differ',
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx'),
    ],
  ])('is malformed when the engine answers %s', async (_what, script) => {
    const answer = await failureOf(script);
    expect([answer.failure?.kind, answer.status]).toEqual(['malformed', 0]);
  });

  it('is malformed when the framing of a body breaks', async () => {
    const answer = await failureOf((socket) => socket.write(`${chunkedHead}${chunk('data: a\n\n')}zz\r\n`));
    expect([answer.failure?.kind, answer.text]).toEqual(['malformed', 'data: a\n\n']);
  });

  const short = whole('hello').replace('content-length: 5', 'content-length: 50');
  const cut = `${chunkedHead}${chunk('data: a\n\n')}20\r\ndata: b`;
  it.each<[string, Script, string]>([
    ['short of its length', (socket) => socket.end(short), 'hello'],
    [
      'short of its length, connection closing',
      (socket) => socket.end(short.replace('\r\n', '\r\nconnection: close\r\n')),
      'hello',
    ],
    ['within a chunk', (socket) => socket.end(cut), 'data: a\n\ndata: b'],
    [
      'within a chunk, connection closing',
      (socket) => socket.end(cut.replace('\r\n', '\r\nconnection: close\r\n')),
      'data: a\n\ndata: b',
    ],
    ['between two chunks', (socket) => socket.end(chunkedHead + chunk('data: a\n\n')), 'data: a\n\n'],
  ])('is truncated when the body ends %s, and all that came is told before', async (_what, script, text) => {
    const answer = await failureOf(script);
    expect([answer.failure?.kind, answer.text, answer.ends]).toEqual(['truncated', text, 0]);
  });

  it('is truncated when the engine dies in the middle of an answer', async () => {
    await using rig = await exchangeRig((socket) => socket.write(chunkedHead + chunk('data: a\n\n')));
    const { answer } = rig.send();
    await answer.until(() => answer.reads.length === 1);
    rig.server.sockets[0]?.resetAndDestroy();
    await answer.over();
    expect(answer.failure).toMatchObject({ kind: 'truncated', cause: { code: 'ECONNRESET' } });
  });

  it('is refused when a header cannot be sent', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')));
    const { answer } = rig.send({ headers: { accept: 'a\r\nx-smuggled: 1' } });
    expect(answer.failure).toBeNull();
    await answer.over();
    expect([answer.failure?.kind, rig.server.requests]).toEqual(['refused', []]);
  });

  it('leaves the pool able to serve the next request', async () => {
    await using rig = await exchangeRig((socket, _request, index) => {
      if (index === 0) socket.resetAndDestroy();
      else socket.write(whole('hello'));
    });
    await rig.send().answer.over();
    const { answer } = rig.send();
    await answer.over();
    expect(answer.text).toBe('hello');
  });
});

describe('ReplicaPools, at the end', () => {
  it('lets an answer under way end, and refuses new requests meanwhile', async () => {
    await using rig = await exchangeRig((socket) => socket.write(chunkedHead + chunk('a')));
    const { answer } = rig.send();
    await answer.until(() => answer.reads.length === 1);
    const closed = rig.pools.close();
    const late = rig.send().answer;
    await late.over();
    expect(late.failure?.kind).toBe('refused');
    rig.server.sockets[0]?.write(chunk('b') + '0\r\n\r\n');
    await closed;
    expect([answer.text, answer.ends]).toEqual(['ab', 1]);
    expect(rig.server.sockets).toHaveLength(1);
  });

  it('breaks an answer under way when destroyed', async () => {
    await using rig = await exchangeRig((socket) => socket.write(chunkedHead + chunk('a')));
    const { answer } = rig.send();
    await answer.until(() => answer.reads.length === 1);
    await rig.pools.destroy();
    await answer.over();
    expect(answer.failure?.kind).toBe('truncated');
  });

  it('may be closed twice, and closed after being destroyed', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')));
    await rig.send().answer.over();
    await Promise.all([rig.pools.close(), rig.pools.close()]);
    await rig.pools.destroy();
    await rig.pools.close();
    const { answer } = rig.send();
    await answer.over();
    expect(answer.failure?.kind).toBe('refused');
  });

  it('refuses a replica that it meets only after the end', async () => {
    await using rig = await exchangeRig((socket) => socket.write(whole('hello')));
    await rig.pools.close();
    const { answer } = rig.send();
    await answer.over();
    expect([answer.failure?.kind, rig.server.sockets.length]).toEqual(['refused', 0]);
  });
});
