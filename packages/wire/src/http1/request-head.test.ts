import { describe, expect, it } from 'vitest';
import { MalformedHttp } from './malformed-http.ts';
import { readRequestHead } from './request-head.ts';
import type { RequestHead } from './request-head.ts';

function head(...lines: readonly string[]): RequestHead {
  return readRequestHead(lines.map((line) => `${line}\r\n`).join(''));
}

const post = 'POST /v1/completions HTTP/1.1';

describe('readRequestHead', () => {
  it('reads method, target, headers and framing', () => {
    expect(head(post, 'Host: x', 'Content-Length: 12', 'X-A:  b c \t', 'x-a: d')).toEqual({
      method: 'POST',
      target: '/v1/completions',
      headers: { host: 'x', 'content-length': '12', 'x-a': 'b c, d' },
      headerCount: 4,
      framing: { kind: 'length', bytes: 12 },
      keepAlive: true,
      isOld: false,
    });
  });

  it.each([
    ['/a?b=c', '/a?b=c'],
    ['http://other.example/a', '/a'],
    ['HTTPS://other.example', '/'],
    ['http://other.example?a', '/?a'],
    ['*', '*'],
    ['x.example:80', 'x.example:80'],
  ])('has the target %s in origin form', (written, target) => {
    expect(head(`GET ${written} HTTP/1.1`, 'host: x').target).toBe(target);
  });

  it.each([
    [['connection: close'], false],
    [['connection: keep-alive, Close'], false],
    [['connection: closed'], true],
    [[], true],
  ] as const)('tells from %j whether another request may follow', (lines, keepAlive) => {
    expect(head(post, 'host: x', ...lines).keepAlive).toBe(keepAlive);
  });

  it('lets HTTP/1.0 go without a host, and closes behind it', () => {
    expect(head('GET / HTTP/1.0')).toMatchObject({ isOld: true, keepAlive: false });
  });

  it('believes the first of two authorizations', () => {
    expect(head(post, 'host: x', 'authorization: a', 'authorization: b').headers['authorization']).toBe('a');
  });

  it('takes names for headers that every object has', () => {
    const { headers } = head(post, 'host: x', 'constructor: a', 'toString: b', '__proto__: c');
    expect([headers['constructor'], headers['tostring']]).toEqual(['a', 'b']);
  });

  it.each([
    ['no host', [post]],
    ['two hosts', [post, 'host: a', 'host: a']],
    ['a length and chunks', [post, 'host: x', 'content-length: 3', 'transfer-encoding: chunked']],
    ['two lengths', [post, 'host: x', 'content-length: 3', 'content-length: 3']],
    ['a list of lengths', [post, 'host: x', 'content-length: 3, 3']],
    ['a signed length', [post, 'host: x', 'content-length: +3']],
    ['a length of more digits than any', [post, 'host: x', 'content-length: 9999999999999999']],
    ['two codings', [post, 'host: x', 'transfer-encoding: gzip, chunked']],
    ['a coding twice', [post, 'host: x', 'transfer-encoding: chunked', 'transfer-encoding: chunked']],
    ['chunks in HTTP/1.0', ['POST / HTTP/1.0', 'transfer-encoding: chunked']],
    ['a space before the colon', [post, 'host : x']],
    ['a folded header', [post, 'host: x', ' folded']],
    ['a line without a colon', [post, 'host: x', 'hello']],
    ['a control sign in a value', [post, 'host: x', 'x: a\u0001']],
    ['a bare line feed', [post, 'host: x', 'x: a\nb: c']],
    ['a bare carriage return', [post, 'host: x', 'x: a\rb: c']],
    ['another version', ['GET / HTTP/2.0', 'host: x']],
    ['a method that nobody knows', ['helloGET / HTTP/1.1', 'host: x']],
    ['a method in small letters', ['get / HTTP/1.1', 'host: x']],
    ['two spaces', ['GET  / HTTP/1.1', 'host: x']],
    ['no target', ['GET HTTP/1.1', 'host: x']],
    ['a target with a sign beyond ASCII', ['GET /ä HTTP/1.1', 'host: x']],
  ])('refuses %s', (_what, lines) => {
    expect(() => head(...lines)).toThrow(MalformedHttp);
  });
});
