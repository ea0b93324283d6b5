import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange } from '../../support/raw-socket.ts';
import type { WireAnswer } from '../../support/raw-socket.ts';
import { chat, startFortress } from './fortress.ts';
import type { Fortress } from './fortress.ts';

const secret = 'sk-the-only-key-that-there-is';
let fortress: Fortress;
beforeAll(async () => {
  fortress = await startFortress(`keys: { team: { secret: ${secret} } }`);
});
afterAll(() => fortress[Symbol.asyncDispose]());

/** The path goes out byte by byte: an HTTP client would tidy it up first. */
async function requestTarget(method: string, target: string, key: string | null): Promise<WireAnswer> {
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'host: gateway',
    'content-type: application/json',
    'connection: close',
  ];
  if (key !== null) lines.push(`authorization: Bearer ${key}`);
  const body = method === 'POST' ? chat : '';
  const [answer] = await exchange(
    fortress.url,
    `${[...lines, `content-length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`,
  );
  if (answer === undefined) throw new Error(`no answer to ${target}`);
  return answer;
}

const guarded = [
  ['POST', '/v1/chat/completions'],
  ['POST', '/v1/completions'],
  ['GET', '/v1/models'],
  ['GET', '/v1/models/tgi'],
] as const;

/** Ways of writing a path that a filter in front may read in another way than the router behind it. */
const disguises: readonly (readonly [string, (path: string) => string])[] = [
  ['slashes doubled in front', (path) => `/${path}`],
  ['slashes doubled inside', (path) => path.replace('/v1/', '/v1//')],
  ['the first slash encoded', (path) => path.replace('/v1/', '/v1%2F')],
  ['all slashes encoded', (path) => `/${path.slice(1).replaceAll('/', '%2f')}`],
  ['a letter encoded', (path) => path.replace('v1', '%76%31')],
  ['encoded twice', (path) => path.replace('/v1/', '/v1%252F')],
  ['dots', (path) => `/health/..${path}`],
  ['encoded dots', (path) => `/health/%2e%2e${path}`],
  ['dots behind an encoded slash', (path) => `/health/..%2f${path.slice(1)}`],
  ['a dot', (path) => path.replace('/v1/', '/v1/./')],
  ['a backslash', (path) => path.replace('/v1/', '/v1\\')],
  ['an encoded backslash', (path) => path.replace('/v1/', '/v1%5c')],
  ['capitals', (path) => path.toUpperCase()],
  ['a slash at the end', (path) => `${path}/`],
  ['a semicolon', (path) => path.replace('/v1', '/v1;a=b')],
  ['a null byte', (path) => `${path}%00`],
  ['a query that looks like a path', (path) => `${path}?/health`],
  ['a fragment', (path) => `${path}#/health`],
  ['another host in the target', (path) => `http://evil.example${path}`],
  ['a host that looks like a path', (path) => `http://health/..${path}`],
  ['broken encoding', (path) => path.replace('/v1/', '/v1/%zz/../')],
];

describe('a disguised path without a key', () => {
  it.each(disguises)('gets nothing of what is behind the key: %s', async (_what, disguise) => {
    for (const [method, path] of guarded) {
      const answer = await requestTarget(method, disguise(path), null);
      expect(`${disguise(path)} ${answer.status}`).toMatch(/ (400|401|404)$/);
      expect(answer.body).not.toContain('"id":"tgi"');
    }
    expect(fortress.engine.generations).toHaveLength(0);
  });
});

describe('a path with a key', () => {
  it('reaches an engine by the two generating paths alone', async () => {
    const before = fortress.engine.generations.length;
    const targets = [
      '/generate',
      '/info',
      '/v1/embeddings',
      '/update_weights',
      '/flush_cache',
      '/tokenize',
      '/invocations',
    ];
    for (const target of [...targets, ...disguises.map(([, disguise]) => disguise('/v1/generate'))]) {
      for (const method of ['POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
        const { status } = await requestTarget(method, target, secret);
        expect(`${method} ${target} ${status}`).toMatch(/ (400|401|404|405)$/);
      }
    }
    expect(fortress.engine.generations).toHaveLength(before);
    expect([...fortress.engine.otherPaths].toSorted()).toEqual(['/health', '/info', '/metrics']);
  });

  it('is a proxy to nowhere: CONNECT and upgrades are not taken', async () => {
    const [tunnel] = await exchange(fortress.url, 'CONNECT 169.254.169.254:80 HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(tunnel?.status ?? 0).not.toBe(200);
    const upgrade = [
      'GET /v1/models HTTP/1.1',
      'host: x',
      'connection: upgrade, close',
      'upgrade: h2c',
      'http2-settings: AA',
    ];
    const [answer] = await exchange(fortress.url, `${upgrade.join('\r\n')}\r\n\r\n`);
    expect(answer?.status).toBe(401);
  });
});
