import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayChild } from '../../support/gateway-child.ts';
import { startEmulator } from '../../support/start.ts';
import type { Emulator } from '../../support/start.ts';
import { TestPostgres } from '../../support/test-postgres.ts';

/** Two gateways that share a Postgres, led through the admin API of either. */
const secret = 'the-secret-of-the-boss-of-all';
/** Promised are "a second or two"; gateways look once a second. */
const KNOWN_WITHIN_MS = 2000;

describe.skipIf(!TestPostgres.isThere())('the admin API of gateways that share a database', () => {
  let engine: Emulator;
  let postgres: TestPostgres;
  let folder: string;
  let one: GatewayChild;
  let other: GatewayChild;

  beforeAll(async () => {
    [engine, postgres] = await Promise.all([
      startEmulator('--dialect', 'tgi-3.3', '--time-scale', '20'),
      TestPostgres.start(),
    ]);
    folder = mkdtempSync(join(tmpdir(), 'slipstream-admin-keys-'));
    [one, other] = await Promise.all([GatewayChild.start(yaml('one')), GatewayChild.start(yaml('other'))]);
  }, 60_000);

  afterAll(async () => {
    await one?.[Symbol.asyncDispose]();
    await other?.[Symbol.asyncDispose]();
    await postgres?.[Symbol.asyncDispose]();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function yaml(name: string): string {
    return `
database: { path: ${join(folder, `${name}.db`)}, url: "${postgres.url}" }
admin: { listen: 127.0.0.1:0, keys: { boss: { secret: ${secret}, role: admin } } }
keys: { first: { secret: "sha256:${'0'.repeat(64)}" } }
models:
  tgi: { variants: { baseline: { engine: tgi, model: m, replicas: [{ url: "${engine.url}", maxConcurrent: 8 }] } } }
`;
  }

  async function admin(gateway: GatewayChild, method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${await gateway.adminUrl()}/api/v1${path}`, sent);
    const answer = (await response.json()) as Answer;
    expect(response.ok, JSON.stringify(answer)).toBe(true);
    return answer;
  }

  async function statusOf(gateway: GatewayChild, key: string): Promise<number> {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ model: 'tgi', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 4 }),
    });
    await response.arrayBuffer();
    return response.status;
  }

  async function expectSoon(gateway: GatewayChild, key: string, status: number): Promise<number> {
    const startedAtMs = performance.now();
    await expect.poll(() => statusOf(gateway, key), { timeout: KNOWN_WITHIN_MS, interval: 20 }).toBe(status);
    return performance.now() - startedAtMs;
  }

  it('makes, changes and takes back keys: here at once, at the other one within two seconds', async () => {
    const { secret: made } = await admin(one, 'POST', '/keys', { name: 'team-a', why: 'a test' });
    expect(await statusOf(one, made)).toBe(200);
    const waited = [await expectSoon(other, made, 200)];

    const { secret: next } = await admin(other, 'POST', '/keys/team-a/rotate', {});
    expect([await statusOf(other, next), await statusOf(other, made)]).toEqual([200, 401]);
    waited.push(await expectSoon(one, made, 401));
    expect(await statusOf(one, next)).toBe(200);

    await admin(one, 'POST', '/keys/team-a/revoke', { why: 'it is over' });
    expect(await statusOf(one, next)).toBe(401);
    waited.push(await expectSoon(other, next, 401));
    console.log(`known to the other gateway after ${waited.map((ms) => `${Math.round(ms)} ms`).join(', ')}`);

    const { events = [] } = await admin(other, 'GET', '/audit');
    expect(events.map(({ seq, by, action, why }) => [seq, by, action, why])).toEqual([
      [1, 'boss', 'create', 'a test'],
      [2, 'boss', 'rotate', ''],
      [3, 'boss', 'revoke', 'it is over'],
    ]);
    expect([...one.complaints, ...other.complaints]).toEqual([]);
  });

  it('tells how the replicas stand, what may be measured of them, and what was used', async () => {
    const { replicas } = await admin(one, 'GET', '/replicas');
    expect(replicas).toEqual([
      {
        name: 'baseline-0',
        model: 'tgi',
        variant: 'baseline',
        engine: 'tgi',
        engineVersion: expect.stringMatching(/^3\.3/),
        url: new URL(engine.url).origin,
        ready: true,
        reason: null,
        circuit: 'closed',
        inFlight: 0,
        limit: 8,
        queued: 0,
        running: expect.any(Number),
        waiting: expect.any(Number),
        kvUse: null,
        methods: expect.any(Array),
      },
    ]);
    const { findings = [] } = await admin(one, 'POST', '/doctor', { replica: 'baseline-0' });
    const verdicts = new Map(findings.map(({ what, verdict }) => [what, verdict]));
    expect(verdicts.get('completion tokens')).toBe('exact');
    await expect
      .poll(async () => (await admin(other, 'GET', '/usage?by=key')).data?.map(({ key }) => key), { timeout: 10_000 })
      .toEqual(['team-a']);
  });
});

interface Answer {
  readonly secret: string;
  readonly events?: readonly {
    readonly seq: number;
    readonly by: string;
    readonly action: string;
    readonly why: string;
  }[];
  readonly replicas?: readonly object[];
  readonly findings?: readonly { readonly what: string; readonly verdict: string }[];
  readonly data?: readonly { readonly key: string }[];
}
