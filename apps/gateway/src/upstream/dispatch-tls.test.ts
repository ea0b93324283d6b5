import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import type { Tls } from '@slipstream/config';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { rigFor } from './testing/exchange-rig.ts';
import type { ExchangeRig } from './testing/exchange-rig.ts';
import type { RecordedAnswer } from './testing/recorded-answer.ts';
import { answer as whole, chunk, chunkedHead, closed, scriptedServer } from './testing/scripted-server.ts';
import { TestAuthority } from './testing/test-authority.ts';
import { trusting, verified } from './testing/verified.ts';

const authority = new TestAuthority();
const stranger = new TestAuthority('Another test authority');
const identity = authority.issue();

async function rigWith(server: TlsOptions, tls: Tls): Promise<ExchangeRig> {
  return rigFor(await scriptedServer((socket) => socket.write(whole('hello')), server), { tls });
}

async function answerOf(rig: ExchangeRig): Promise<RecordedAnswer> {
  const { answer } = rig.send();
  await answer.over();
  return answer;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('dispatch, behind TLS', () => {
  it('reaches a server whose certificate the named authority has signed', async () => {
    await using rig = await rigWith(identity, trusting(authority.cert));
    expect((await answerOf(rig)).text).toBe('hello');
  });

  it('asks for the name that is configured, and accepts a certificate for that name alone', async () => {
    const named = authority.issue({ hosts: ['gpu-1.internal'] });
    await using right = await rigWith(named, trusting(authority.cert, { serverName: 'gpu-1.internal' }));
    expect((await answerOf(right)).text).toBe('hello');
    expect((right.server.sockets[0] as TLSSocket).servername).toBe('gpu-1.internal');
    await using wrong = await rigWith(named, trusting(authority.cert, { serverName: 'gpu-2.internal' }));
    expect((await answerOf(wrong)).failure).toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  });

  const day = 86_400_000;
  const hosts = ['other.internal'];
  it.each<[string, TlsOptions, Tls, string]>([
    ['of an authority that nobody knows', identity, verified, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['of another authority than the named one', identity, trusting(stranger.cert), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['for another host', authority.issue({ hosts }), trusting(authority.cert), 'ERR_TLS_CERT_ALTNAME_INVALID'],
    [
      'for another host, over TLS 1.2',
      { ...authority.issue({ hosts }), maxVersion: 'TLSv1.2' },
      trusting(authority.cert),
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'that has run out',
      authority.issue({ validUntil: new Date(Date.now() - day) }),
      trusting(authority.cert),
      'CERT_HAS_EXPIRED',
    ],
    [
      'that does not hold yet',
      authority.issue({ validFrom: new Date(Date.now() + day) }),
      trusting(authority.cert),
      'CERT_NOT_YET_VALID',
    ],
  ])('refuses a certificate %s, each time, and sends nothing', async (_what, server, tls, code) => {
    await using rig = await rigWith(server, tls);
    // Twice, since a session that is resumed shows no certificate.
    for (let i = 0; i < 2; i++) {
      expect((await answerOf(rig)).failure).toMatchObject({ kind: 'refused', cause: { code } });
    }
    expect(rig.server.requests).toEqual([]);
  });

  it('is not talked out of it by the environment', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await using rig = await rigWith(identity, verified);
    expect((await answerOf(rig)).failure?.kind).toBe('refused');
  });

  it('takes any certificate only where told so', async () => {
    const wrong = stranger.issue({ hosts, validUntil: new Date(Date.now() - day) });
    await using rig = await rigWith(wrong, { ...verified, verify: false });
    expect((await answerOf(rig)).text).toBe('hello');
  });

  it('is refused where what answers is no TLS', async () => {
    const server = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const replica = { name: 'plain', url, maxConcurrent: null, tls: verified };
    await using rig = rigFor({ replica, [Symbol.asyncDispose]: async () => void server.close() });
    const { answer } = rig.send();
    await answer.over();
    expect(answer.failure).toMatchObject({ kind: 'refused', cause: { code: 'ERR_SSL_WRONG_VERSION_NUMBER' } });
  });

  it('closes the connection when aborted, and calls an answer truncated whose connection breaks', async () => {
    const server = await scriptedServer((socket) => socket.write(chunkedHead + chunk('data: a\n\n')), identity);
    await using rig = rigFor(server, { tls: trusting(authority.cert) });
    const [aborted, cut] = [rig.send(), rig.send()];
    await Promise.all([aborted, cut].map(({ answer }) => answer.until(() => answer.reads.length > 0)));
    const before = rig.server.sockets.filter((socket) => !socket.destroyed).length;
    aborted.exchange.abort();
    await Promise.race(rig.server.sockets.map(closed));
    expect([before, rig.server.sockets.filter((socket) => !socket.closed).length]).toEqual([2, 1]);
    for (const socket of rig.server.sockets) socket.destroy();
    await cut.answer.over();
    expect([cut.answer.failure?.kind, cut.answer.text]).toEqual(['truncated', 'data: a\n\n']);
  });

  it('opens its first connections side by side, so that a server that hangs lets each wait once', async () => {
    // Speaks no TLS, and waits for a head that never ends.
    const server = await scriptedServer(() => {});
    const url = new URL(server.replica.url.href.replace('http:', 'https:'));
    await using rig = rigFor({ ...server, replica: { ...server.replica, url, tls: verified } }, { connectMs: 300 });
    const answers = [rig.send(), rig.send(), rig.send()].map(({ answer }) => answer);
    await Promise.race(answers.map((answer) => answer.over()));
    expect(server.sockets).toHaveLength(3);
    await Promise.all(answers.map((answer) => answer.over()));
    expect(answers.map(({ failure }) => failure?.kind)).toEqual(Array(3).fill('connect-timeout'));
  });
});

describe('ReplicaPools, of one server under two terms', () => {
  it('keeps their connections apart, and closes those of the terms that are gone', async () => {
    await using rig = await rigWith(identity, trusting(authority.cert));
    const unverified = { ...rig.replica, tls: { ...verified, verify: false } };
    await answerOf(rig);
    expect(rig.pools.of(unverified)).not.toBe(rig.pools.of(rig.replica));
    expect(rig.pools.of({ ...unverified, name: 'renamed' })).toBe(rig.pools.of(unverified));
    await rig.pools.retain([unverified]);
    await closed(rig.server.sockets[0]);
    expect(rig.pools.of(unverified).closed).toBe(false);
  });
});
