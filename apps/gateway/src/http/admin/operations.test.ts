import { parseConfig } from '@slipstream/config';
import { afterEach, describe, expect, it } from 'vitest';
import { ReplicaDoctor } from '../../doctor/replica-doctor.ts';
import type { UsageQuery } from '../../metering/usage/usage-query.ts';
import { usageReport } from '../../metering/usage/usage-report.ts';
import type { FetchPage, PageResult } from '../../ports.ts';
import { secretOf, startSimulatedAdmin } from '../../testing/simulated-admin.ts';
import type { SimulatedAdmin } from '../../testing/simulated-admin.ts';
import type { Operations } from './operations.ts';

let admin: SimulatedAdmin | null = null;

afterEach(async () => await admin?.[Symbol.asyncDispose]());

async function ask(
  operations: Partial<Operations>,
  path: string,
  { as = 'viewer', body }: { readonly as?: string; readonly body?: unknown } = {},
): Promise<{ status: number; type: string; text: string; answer: Answer }> {
  admin ??= await startSimulatedAdmin({ operations });
  const headers = { authorization: `Bearer ${secretOf(as)}`, 'content-type': 'application/json' };
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(`${admin.url}/api/v1${path}`, init);
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text, answer: type.includes('json') ? (JSON.parse(text) as Answer) : none };
}

interface Answer {
  readonly error: { readonly code: string; readonly message: string };
  readonly by: readonly string[];
  readonly data: readonly object[];
  readonly findings: readonly { readonly what: string; readonly verdict: string }[];
  readonly url: string;
}

const none: Answer = { error: { code: '', message: '' }, by: [], data: [], findings: [], url: '' };

afterEach(() => {
  admin = null;
});

describe('GET /api/v1/usage', () => {
  const asked: UsageQuery[] = [];
  const usage: Operations['usage'] = async (query) => {
    asked.push(query);
    return usageReport(query, [], []);
  };
  const wallTime = (): number => Date.UTC(2026, 10, 24);

  it('asks for what the command line would ask for', async () => {
    const { status, answer } = await ask({ usage, wallTime }, '/usage?by=key,day&since=24h&key=team-a');
    expect([status, answer]).toEqual([
      200,
      { object: 'usage', since: '2026-11-23T00:00:00.000Z', until: null, by: ['key', 'day'], data: [] },
    ]);
    expect(asked.at(-1)).toMatchObject({ key: 'team-a', sinceMs: Date.UTC(2026, 10, 23), untilMs: null });
  });

  it('writes CSV where that is wanted', async () => {
    const { type, text } = await ask({ usage, wallTime }, '/usage?format=csv');
    expect(type).toBe('text/csv; charset=utf-8');
    expect(text).toMatch(/^key,model,variant,day,requests,/);
  });

  it.each([
    ['/usage?by=user', 'by has "user"; it takes key, model, variant, day, class, length, concurrency, run.'],
    ['/usage?since=never', 'since is "never"'],
    ['/usage?format=xml', 'format'],
  ])('refuses %s', async (path, message) => {
    const { status, answer } = await ask({ usage, wallTime }, path);
    expect([status, answer.error.message]).toEqual([400, expect.stringContaining(message)]);
  });

  it('says so where there is no ledger, and where it cannot be asked', async () => {
    expect((await ask({ usage: null }, '/usage')).answer.error.message).toContain('keeps no ledger');
    await admin?.[Symbol.asyncDispose]();
    admin = null;
    const away = await ask({ usage: () => Promise.reject(new Error('ECONNREFUSED')), wallTime }, '/usage');
    expect([away.status, away.answer.error.code]).toEqual([503, 'away']);
  });
});

describe('POST /api/v1/doctor', () => {
  const parsed = parseConfig(`
models:
  one: { variants: { a: { engine: vllm, model: id, replicas: [http://one:1] } } }
  two: { variants: { a: { engine: vllm, model: id, replicas: [http://two:1] } } }
  three: { variants: { b: { engine: vllm, model: id, replicas: [http://b:1] } } }
`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const { config } = parsed;
  const reached: string[] = [];
  const json = (value: unknown): PageResult => ({
    ok: true,
    status: 200,
    contentType: 'application/json',
    body: new TextEncoder().encode(JSON.stringify(value)),
  });
  const missing: PageResult = { ok: true, status: 404, contentType: null, body: new Uint8Array() };

  function doctorWith(fetchPage: FetchPage): Partial<Operations> {
    const never = (): never => {
      throw new Error('no request is made here');
    };
    const doctor = new ReplicaDoctor({
      config: () => config,
      dispatch: { send: never },
      fetchPage: async (replica, path, timeoutMs) => {
        reached.push(replica.url.origin);
        return await fetchPage(replica, path, timeoutMs);
      },
      headersFor: () => ({}),
      clock: { now: () => 0, wallTime: () => 0 },
      timers: { after: () => () => undefined },
    });
    return { doctor };
  }

  const asVllm: FetchPage = async (_replica, path) => {
    if (path === '/version') return json({ version: '0.11.0' });
    return path === '/v1/models' ? json({ data: [{ id: 'id', owned_by: 'vllm' }] }) : missing;
  };

  it('tells what a replica of the configuration lets be measured', async () => {
    const wish = { replica: 'a-0', model: 'two', ask: false };
    const { status, answer } = await ask(doctorWith(asVllm), '/doctor', { as: 'operator', body: wish });
    expect([status, answer.url]).toEqual([200, 'http://two:1']);
    expect(answer.findings.map(({ what }) => what)).toContain('steps per request');
    expect(new Set(reached)).toEqual(new Set(['http://two:1']));
  });

  it.each([
    [{ url: 'http://169.254.169.254' }, 400, 'only replicas of the configuration are examined, by their names'],
    [{ replica: 'a-0', url: 'http://evil' }, 400, 'url is not taken: only replicas of the configuration'],
    [{ replica: 'http://evil:80' }, 404, 'There is no replica "http://evil:80"; replicas: a-0, b-0.'],
    [{ replica: 'b-0', model: 'one' }, 404, 'There is no replica "b-0" of the model "one"'],
    [{ replica: 'a-0' }, 404, 'Several replicas are called "a-0"; say of which model: one, two.'],
    [{ replica: 'b-0', engine: 'llm' }, 400, 'engine'],
  ])('reaches nobody for %j', async (body, status, message) => {
    reached.length = 0;
    const { status: given, answer } = await ask(doctorWith(asVllm), '/doctor', { as: 'operator', body });
    expect([given, answer.error.message]).toEqual([status, expect.stringContaining(message)]);
    expect(reached).toEqual([]);
  });

  it('is not for those who may only look', async () => {
    const { status } = await ask(doctorWith(asVllm), '/doctor', { body: { replica: 'b-0' } });
    expect(status).toBe(403);
  });

  it('says why a server could not be examined, and what would help', async () => {
    const gone = doctorWith(async () => ({ ok: false, failure: 'refused (ECONNREFUSED)' }));
    const asked = { as: 'operator', body: { replica: 'b-0' } };
    const { status, answer } = await ask(gone, '/doctor', asked);
    expect([status, answer.error]).toEqual([
      502,
      { code: 'unreachable', message: expect.stringContaining('http://b:1 cannot be reached: refused (ECONNREFUSED)') },
    ]);
    await admin?.[Symbol.asyncDispose]();
    admin = null;
    const locked = doctorWith(async () => ({ ok: true, status: 401, contentType: null, body: new Uint8Array() }));
    expect((await ask(locked, '/doctor', asked)).answer.error.message).toContain('Set its key: apiKey of its variant.');
  });

  it('examines a replica once at a time', async () => {
    const held = Promise.withResolvers<void>();
    const slow = doctorWith(async (...page) => {
      await held.promise;
      return await asVllm(...page);
    });
    const body = { replica: 'b-0', ask: false };
    await ask(slow, '/replicas');
    const first = ask(slow, '/doctor', { as: 'operator', body });
    while (reached.at(-1) !== 'http://b:1') await ask(slow, '/replicas');
    expect((await ask(slow, '/doctor', { as: 'operator', body })).status).toBe(409);
    held.resolve();
    expect((await first).status).toBe(200);
    expect((await ask(slow, '/doctor', { as: 'operator', body })).status).toBe(200);
  });
});
