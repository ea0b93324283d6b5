import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatRequest, exchange } from '../../support/raw-socket.ts';
import type { WireAnswer } from '../../support/raw-socket.ts';
import { chat, startFortress } from './fortress.ts';
import type { Fortress } from './fortress.ts';

let fortress: Fortress;
beforeAll(async () => {
  fortress = await startFortress('limits: { headers: 8KiB, headerCount: 20 }');
});
afterAll(() => fortress[Symbol.asyncDispose]());

async function chatWith(...lines: readonly string[]): Promise<WireAnswer> {
  const framing = [`content-length: ${chat.length}`, 'connection: close'];
  const [answer] = await exchange(fortress.url, chatRequest(chat, [...framing, ...lines]));
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

describe('headers without end', () => {
  it.each([
    ['one that is too long', [`x-long: ${'a'.repeat(9000)}`]],
    ['many that are too long together', Array.from({ length: 15 }, (_, n) => `x-${n}: ${'a'.repeat(700)}`)],
    ['a name that is too long', [`${'x'.repeat(9000)}: 1`]],
    ['too many', Array.from({ length: 30 }, (_, n) => `x-${n}: 1`)],
    ['too many of one name', Array.from({ length: 30 }, () => 'accept: a')],
  ])('are refused with 431: %s', async (_what, lines) => {
    const answer = await chatWith(...lines);
    expect(answer.status).toBe(431);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'invalid_request' } });
  });

  it('are counted, not left out in silence: the limit itself is served', async () => {
    // host, content-type, content-length and connection are four.
    expect((await chatWith(...Array.from({ length: 16 }, (_, n) => `x-${n}: 1`))).status).toBe(200);
    expect((await chatWith(...Array.from({ length: 17 }, (_, n) => `x-${n}: 1`))).status).toBe(431);
  });

  it('are refused in the request line, too', async () => {
    const [answer] = await exchange(fortress.url, `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect(answer?.status).toBe(431);
  });
});

describe('headers that would write other headers', () => {
  it.each([
    ['x-request-id', 'a b'],
    ['x-request-id', 'a\tb'],
    ['x-request-id', 'a%0d%0aset-cookie: x=1'],
    ['x-request-id', 'ä'],
    ['x-request-id', 'a"b'],
    ['x-request-id', 'x'.repeat(129)],
    ['x-request-id', ''],
  ])('are not echoed: %s %j', async (name, value) => {
    const answer = await chatWith(`${name}: ${value}`);
    expect(answer.status).toBe(200);
    expect(answer.head.toLowerCase()).not.toContain('set-cookie');
    expect(/^x-request-id: (.*)$/im.exec(answer.head)?.[1]?.trim()).toMatch(/^req-[0-9a-z-]+$/);
  });

  it.each(['x-request-id', 'x-session-id', 'x-slipstream-variant', 'authorization', 'traceparent'])(
    'are refused by the parser when a line really ends in %s',
    async (name) => {
      const answer = await chatWith(`${name}: a\rset-cookie: x=1`);
      expect(answer.status).toBe(400);
      expect(answer.head.toLowerCase()).not.toContain('set-cookie');
    },
  );

  it.each(["'; DROP TABLE requests; --", '${jndi:ldap://x}', '../../etc/passwd', 'x'.repeat(4000), '\xff\xfe'])(
    'make no difference as a session: %j',
    async (session) => {
      const answer = await chatWith(`x-session-id: ${session}`);
      expect(answer.status).toBe(200);
      expect(answer.head).not.toContain(session);
      expect(fortress.engine.generations.at(-1)?.headers['x-session-id']).toBeUndefined();
    },
  );
});

describe('headers of a client', () => {
  it('stay here: keys, cookies, addresses and routing never reach the engine', async () => {
    const before = fortress.engine.generations.length;
    const answer = await chatWith(
      'authorization: Bearer sk-of-the-client',
      'proxy-authorization: Basic eDp5',
      'cookie: session=1',
      'x-api-key: sk-of-the-client',
      'api-key: sk-of-the-client',
      'x-forwarded-for: 10.0.0.1',
      'x-forwarded-host: evil.example',
      'forwarded: for=10.0.0.1',
      'openai-organization: org',
      'x-slipstream-replica: other',
      'mcp-init-host: evil.example',
    );
    expect(answer.status).toBe(200);
    const [reached] = fortress.engine.generations.slice(before);
    const names = Object.keys(reached?.headers ?? {}).filter((name) => name !== 'connection');
    const allowed = [
      'accept',
      'accept-encoding',
      'content-length',
      'content-type',
      'host',
      'traceparent',
      'x-request-id',
    ];
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
    expect(reached?.rawHeaders.join('\n')).not.toMatch(/sk-of-the-client|evil|10\.0\.0\.1|session/);
    expect(reached?.headers['host']).toBe(new URL(fortress.engine.url).host);
  });

  it('of the engine stay behind, too', async () => {
    const { head } = await chatWith();
    expect(head.toLowerCase()).not.toMatch(/^(set-cookie|server):/m);
  });

  it('of this hop are not passed on, nor is one made so by Connection', async () => {
    const answer = await chatWith('keep-alive: timeout=1', 'te: trailers', 'accept: text/secret');
    expect(answer.status).toBe(200);
    const framing = [`content-length: ${chat.length}`, 'connection: close, accept', 'accept: text/secret'];
    await exchange(fortress.url, chatRequest(chat, framing));
    const reached = fortress.engine.generations.at(-1)?.headers ?? {};
    expect(reached['te']).toBeUndefined();
    expect(reached['accept']).not.toBe('text/secret');
  });
});

describe('a gateway without keys', () => {
  it('says once that it serves this machine alone', () => {
    expect(fortress.log().match(/there are no keys: only clients on this machine are served/g)).toHaveLength(1);
  });
});

describe('names that would become labels', () => {
  it('never do: a client makes no series, whatever model, variant or path it invents', async () => {
    const inventions = [
      'evil"} 1\nslipstream_fake{a="',
      'a\\',
      '\n# HELP x',
      '😈',
      '../../etc/passwd',
      'x'.repeat(5000),
    ];
    for (const model of inventions) {
      const response = await fetch(`${fortress.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...(JSON.parse(chat) as object), model }),
      });
      expect(response.status).toBe(404);
    }
    await chatWith('x-slipstream-variant: evil"} 1');
    await fetch(`${fortress.url}/evil-path`);
    const page = await (await fetch(`${fortress.url}/metrics`)).text();
    expect(page).toContain('model="other"');
    expect(page).not.toMatch(/evil|passwd|fake|😈|xxxxx/);
  });
});
