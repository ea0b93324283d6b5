import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatRequest, exchange } from '../../support/raw-socket.ts';
import { chat, startFortress } from './fortress.ts';
import type { Fortress } from './fortress.ts';

let fortress: Fortress;
beforeAll(async () => {
  fortress = await startFortress('limits: { body: 64KiB, jsonDepth: 32, messages: 100 }');
});
afterAll(() => fortress[Symbol.asyncDispose]());

interface Refusal {
  readonly status: number;
  readonly code: string;
}

async function refusalOf(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Refusal> {
  const answer = await fetch(`${fortress.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
  const { error } = (await answer.json()) as { error: { code: string } };
  return { status: answer.status, code: error.code };
}

const messages = '[{"role":"user","content":"Hello"}]';

describe('a body that two readers would read differently', () => {
  it.each([
    `{"model":"tgi","messages":${messages},"model":"other"}`,
    `{"model":"tgi","messages":${messages},"Model":"other"}`,
    `{"MODEL":"tgi","messages":${messages},"model":"tgi"}`,
    `{"model":"tgi","messages":${messages},"mod\\u0065l":"other"}`,
    `{"model":"tgi","messages":${messages},"stream":false,"Stream":true}`,
    `{"model":"tgi","messages":${messages},"max_tokens":1,"Max_Tokens":100000}`,
    `{"model":"tgi","messages":${messages}} {"model":"other"}`,
    `{"model":"tgi","messages":${messages},}`,
    `{"model":"tgi",/* comment */"messages":${messages}}`,
    `{'model':'tgi','messages':${messages}}`,
    `\ufeff{"model":"tgi","messages":${messages}}`,
    `{"model":"tgi","messages":${messages},"max_tokens":NaN}`,
    `{"model":"tgi","messages":${messages},"max_tokens":01}`,
  ])('is refused: %s', async (body) => {
    expect(await refusalOf(body)).toEqual({ status: 400, code: 'invalid_json' });
  });

  it('is refused when its bytes are no UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"model":"tgi","x":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')]);
    expect(await refusalOf(body)).toEqual({ status: 400, code: 'invalid_json' });
  });
});

describe('a body that is larger than it looks', () => {
  it.each(['gzip', 'deflate', 'br', 'zstd', 'gzip, identity', 'x-gzip'])(
    'is refused: compressed by %s',
    async (coding) => {
      const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024, ' '));
      expect(bomb.length).toBeLessThan(64 * 1024);
      expect(await refusalOf(bomb, { 'content-encoding': coding })).toEqual({
        status: 415,
        code: 'unsupported_media_type',
      });
    },
  );

  it.each([
    ['arrays', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['objects', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['an end that never comes', '['.repeat(60_000)],
  ])('is refused: %s nested without end', async (_what, deep) => {
    expect(await refusalOf(`{"model":"tgi","messages":${messages},"x":${deep}}`)).toMatchObject({ status: 400 });
  });

  it('is let through at the limit of depth itself, as the bytes that it is', async () => {
    const depth = 31;
    const body = `{"model":"tgi","messages":${messages},"x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    const answer = await fetch(`${fortress.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(200);
    expect(fortress.engine.generations.at(-1)?.body).toBe(body);
  });

  it('is refused: too many messages', async () => {
    const many = `[${Array.from({ length: 101 }, () => '{}').join(',')}]`;
    expect(await refusalOf(`{"model":"tgi","messages":${many}}`)).toEqual({ status: 400, code: 'invalid_request' });
  });

  it('is refused: past the limit, with and without its length', async () => {
    const large = chat.replace('Hello', 'x'.repeat(64 * 1024));
    expect(await refusalOf(large)).toEqual({ status: 413, code: 'body_too_large' });
    const endless = `11000\r\n${'x'.repeat(0x11000)}\r\n`;
    const [answer] = await exchange(
      fortress.url,
      chatRequest(endless, ['transfer-encoding: chunked', 'connection: close']),
    );
    expect(answer?.status).toBe(413);
  });
});

describe('fields that would lead a gateway astray', () => {
  it('go nowhere but into the body: no host, no path, no key is taken from it', async () => {
    const before = fortress.engine.generations.length;
    const extra = {
      api_base: 'http://169.254.169.254/',
      base_url: 'http://127.0.0.1:1',
      api_key: 'x',
      custom_host: 'evil',
    };
    const answer = await fetch(`${fortress.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...(JSON.parse(chat) as object), ...extra }),
    });
    expect(answer.status).toBe(200);
    const reached = fortress.engine.generations.slice(before);
    expect(reached.map(({ path }) => path)).toEqual(['/v1/chat/completions']);
    expect(reached[0]?.headers['authorization']).toBeUndefined();
  });
});
