import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { Http2SecureServer, SecureServerOptions, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Replica, Tls } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { rigFor } from './testing/exchange-rig.ts';
import type { ExchangeRig } from './testing/exchange-rig.ts';
import { RecordedAnswer } from './testing/recorded-answer.ts';
import { answer as whole, scriptedServer } from './testing/scripted-server.ts';
import { TestAuthority } from './testing/test-authority.ts';
import { trusting } from './testing/verified.ts';

const authority = new TestAuthority();
const identity = authority.issue();
const offered = trusting(authority.cert, { http2: true });
const ping = { method: 'GET', path: '/health', body: null } as const;

interface Http2Server extends AsyncDisposable {
  readonly replica: Replica;
  readonly server: Http2SecureServer;
  readonly versions: string[];
  readonly connections: () => number;
}

/** Node's own server: answers `/health` with its name for the protocol, and leaves the rest to the test. */
async function http2Server(
  onStream: (stream: ServerHttp2Stream) => void,
  options: SecureServerOptions = {},
): Promise<Http2Server> {
  const versions: string[] = [];
  const server = createSecureServer({ ...identity, ...options }, ({ url, httpVersion, stream }, response) => {
    versions.push(httpVersion);
    if (url === '/health') response.end('pong');
    else onStream(stream);
  });
  let connections = 0;
  const sockets = new Set<{ destroy(): void }>();
  server.on('secureConnection', (socket) => {
    connections += 1;
    sockets.add(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    replica: { name: 'http2', url: new URL(`https://127.0.0.1:${port}`), maxConcurrent: null, tls: offered },
    server,
    versions,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

async function rigWith(
  onStream: (stream: ServerHttp2Stream) => void,
  tls: Tls = offered,
  options: SecureServerOptions = {},
): Promise<ExchangeRig<Http2Server>> {
  return rigFor(await http2Server(onStream, options), { tls });
}

const sseHead = { ':status': 200, 'content-type': 'text/event-stream', 'x-twice': ['a', 'b'] };

describe('dispatch, over HTTP/2', () => {
  it('speaks it where both sides do, and hands back head, bytes and end', async () => {
    const bodies: string[] = [];
    await using rig = await rigWith((stream) => {
      stream.on('data', (bytes: Buffer) => bodies.push(bytes.toString()));
      stream.on('end', () => {
        stream.respond(sseHead);
        stream.end('hello');
      });
    });
    const { answer } = rig.send({ headers: { authorization: 'Bearer k' } });
    await answer.over();
    expect([answer.status, answer.text, answer.ends, answer.failure]).toEqual([200, 'hello', 1, null]);
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-twice': 'a, b' });
    expect(Object.keys(answer.headers)).not.toContain(':status');
    expect([rig.server.versions, bodies]).toEqual([['2.0'], ['{"model":"tgi"}']]);
  });

  it('speaks HTTP/1.1 where the server does not choose it', async () => {
    await using rig = rigFor(await scriptedServer((socket) => socket.write(whole('hello')), identity), {
      tls: offered,
    });
    const answers = [rig.send().answer, rig.send().answer];
    await Promise.all(answers.map((answer) => answer.over()));
    expect(answers.map(({ text }) => text)).toEqual(['hello', 'hello']);
    expect(rig.server.requests[0]).toMatch(/^POST \/v1\/chat\/completions HTTP\/1\.1\r\n/);
  });

  it('speaks HTTP/1.1 where it is not offered', async () => {
    await using rig = await rigWith(() => {}, trusting(authority.cert), { allowHTTP1: true });
    const { answer } = rig.send(ping);
    await answer.over();
    expect([answer.text, rig.server.versions]).toEqual(['pong', ['1.1']]);
  });

  it('has many exchanges on one connection', async () => {
    const streams: ServerHttp2Stream[] = [];
    await using rig = await rigWith((stream) => {
      stream.respond(sseHead);
      // None ends before all have begun.
      if (streams.push(stream) === 20) for (const one of streams) one.end(`data: ${one.id}\n\n`);
    });
    const answers = Array.from({ length: 20 }, () => rig.send().answer);
    await Promise.all(answers.map((answer) => answer.over()));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(20);
    expect(rig.server.connections()).toBe(1);
  });

  it('stops reading from the engine when paused, without holding up its neighbours, and reads on when resumed', async () => {
    const total = 8 * 1024 * 1024;
    await using rig = await rigWith((stream) => {
      stream.respond(sseHead);
      stream.end(Buffer.alloc(total, 'x'));
    });
    const answer = new RecordedAnswer();
    answer.wantsMore = () => false;
    const { exchange } = rig.send({}, answer);
    await answer.until(() => answer.bytes > 0);
    for (let i = 0; i < 30; i++) await rig.send(ping).answer.over();
    // The window of a stream is 256 KiB.
    expect(answer.bytes).toBeLessThan(300_000);
    answer.wantsMore = () => true;
    exchange.resume();
    await answer.over();
    expect([answer.bytes, answer.failure, rig.server.connections()]).toEqual([total, null, 1]);
  });
});
