import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FailingTable } from '../../rollout/testing/failing-table.ts';
import type { SimulatedGateway } from '../../rollout/testing/simulated-gateway.ts';
import { secretOf, startSimulatedAdmin } from '../../testing/simulated-admin.ts';
import type { SimulatedAdmin } from '../../testing/simulated-admin.ts';

let admin: SimulatedAdmin;
let gateway: SimulatedGateway;
let table: FailingTable;
let url: string;

beforeEach(async () => {
  admin = await startSimulatedAdmin();
  ({ gateway, table } = admin);
  url = `${admin.url}/api/v1`;
});

afterEach(async () => await admin[Symbol.asyncDispose]());

/** Any of the answers. */
interface Answer {
  readonly phase: string;
  readonly error: { readonly code: string; readonly message: string; readonly issues?: readonly object[] };
  readonly verdicts: readonly { readonly check: string }[];
  readonly events: readonly object[];
  readonly paths: object;
  readonly components: { readonly schemas: object };
}

interface Asked {
  readonly as?: string;
  readonly body?: unknown;
  readonly key?: string;
}

async function ask(
  method: string,
  path: string,
  { as = 'operator', body, key }: Asked = {},
): Promise<[number, Answer]> {
  const headers: Record<string, string> = { authorization: `Bearer ${secretOf(as)}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key !== undefined) headers['idempotency-key'] = key;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url + path, { method, headers, body: body === undefined ? null : text });
  return [response.status, (await response.json()) as Answer];
}

describe('the admin API', () => {
  it('shows nothing to whoever has no key, or another one', async () => {
    const response = await fetch(`${url}/rollouts`);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await ask('GET', '/openapi.json', { as: 'nobody' })).toEqual([
      401,
      { error: { code: 'unauthorized', message: 'Send a key of admin.keys as Authorization: Bearer KEY.' } },
    ]);
  });

  it.each([
    ['viewer', 'GET', '/rollouts', 200],
    ['viewer', 'POST', '/rollouts/live/start', 403],
    ['operator', 'POST', '/rollouts/live/start', 200],
    ['viewer', 'POST', '/brake', 403],
    ['operator', 'POST', '/brake', 200],
    ['operator', 'DELETE', '/brake', 403],
    ['admin', 'DELETE', '/brake', 200],
  ])('lets a %s %s %s: %d', async (as, method, path, status) => {
    expect((await ask(method, path, { as }))[0]).toBe(status);
  });

  it('tells where a rollout stands, and what it waits for', async () => {
    await ask('POST', '/rollouts/live/start', { body: { why: 'Tuesday' } });
    await gateway.run(20, 10, {}, 'running');
    await gateway.run(1, 10);
    const [status, rollout] = await ask('GET', '/rollouts/live', { as: 'viewer' });
    expect(status).toBe(200);
    expect(rollout).toMatchObject({
      name: 'live',
      phase: 'running',
      step: 1,
      steps: 2,
      run: 1,
      sentence: expect.stringMatching(/^holding: /),
      traffic: { seed: 'live.1', coverage: 0.2, candidateWeight: 0.5 },
    });
    expect(rollout.verdicts.map(({ check }) => check)).toContain('speed-up');
  });

  it('keeps who did what, when and why', async () => {
    await ask('POST', '/rollouts/live/start', { body: { why: 'Tuesday' } });
    await ask('POST', '/rollouts/live/abort', { as: 'admin' });
    const [, { events }] = await ask('GET', '/rollouts/live/events');
    expect(events).toMatchObject([
      { by: 'operator', why: 'Tuesday', from: 'planned', to: 'ready', at: expect.stringMatching(/^2027-/) },
      { by: 'admin', why: 'abort was asked for', from: 'ready', to: 'rolled_back' },
    ]);
    const [, later] = await ask('GET', '/rollouts/live/events?after=1');
    expect(later.events).toHaveLength(1);
  });

  it('does nothing where it has moved on, and says who moved it', async () => {
    await ask('POST', '/rollouts/live/start', { body: { why: 'Tuesday' } });
    const [status, { error }] = await ask('POST', '/rollouts/live/abort', { body: { expected: { phase: 'planned' } } });
    expect(status).toBe(409);
    expect(error).toMatchObject({ code: 'moved', movedBy: { by: 'operator', why: 'Tuesday', revision: 1 } });
    expect(gateway.phase).toBe('ready');
  });

  it('counts steps from 1 in what is expected, too', async () => {
    await ask('POST', '/rollouts/live/start');
    await gateway.run(20, 10, {}, 'running');
    expect((await ask('POST', '/rollouts/live/pause', { body: { expected: { step: 2 } } }))[0]).toBe(409);
    expect((await ask('POST', '/rollouts/live/pause', { body: { expected: { step: 1 } } }))[0]).toBe(200);
  });

  it('decides once what is asked again by the same key', async () => {
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await ask('POST', '/rollouts/live/start', { key: 'k-1' }))[0]).toBe(200);
    }
    expect((await ask('POST', '/rollouts/live/start', { key: 'k-2' }))[0]).toBe(409);
    expect(gateway.decisions).toHaveLength(1);
  });

  it('promotes without a proof for an admin only', async () => {
    await ask('POST', '/rollouts/live/start');
    await gateway.run(20, 10, {}, 'running');
    expect(await ask('POST', '/rollouts/live/promote', { body: { full: true } })).toMatchObject([
      403,
      { error: { message: 'A promotion without a proof needs the role admin; operator is operator.' } },
    ]);
    const [status, rollout] = await ask('POST', '/rollouts/live/promote', { as: 'admin', body: { full: true } });
    expect([status, rollout.phase]).toEqual([200, 'promoting']);
  });

  it.each([
    ['GET', '/rollouts/nope', undefined, 404, 'unknown', 'There is no rollout "nope"; rollouts: live.'],
    ['POST', '/rollouts/nope/start', undefined, 404, 'unknown', 'There is no rollout "nope"; rollouts: live.'],
    ['POST', '/rollouts/live/explode', undefined, 400, 'invalid', 'verb'],
    ['POST', '/rollouts/live/start', { wy: 'x' }, 400, 'invalid', 'wy'],
    ['POST', '/rollouts/live/start', '{', 400, 'invalid', 'The body is not JSON.'],
    [
      'POST',
      '/rollouts/live/resume',
      undefined,
      409,
      'impossible',
      'live is planned: resume is for a rollout that is paused.',
    ],
    ['GET', '/nothing', undefined, 404, 'unknown', 'There is no GET /api/v1/nothing here.'],
  ])('%s %s %j: %d %s', async (method, path, body, status, code, message) => {
    const [given, answer] = await ask(method, path, { body });
    expect([given, answer.error.code]).toEqual([status, code]);
    expect(answer.error.message).toContain(message);
  });

  it('says so when nothing can be decided, and brakes all the same', async () => {
    await ask('POST', '/rollouts/live/start');
    await gateway.run(20, 10, {}, 'running');
    table.state = 'away';
    expect((await ask('POST', '/rollouts/live/abort'))[0]).toBe(503);
    expect(await ask('POST', '/brake', { body: { why: 'smoke' } })).toEqual([
      200,
      { pulled: { by: 'operator', why: 'smoke' } },
    ]);
    expect(gateway.candidateShare()).toBe(0);
  });

  it('describes itself', async () => {
    const [status, description] = await ask('GET', '/openapi.json', { as: 'viewer' });
    expect(status).toBe(200);
    expect(Object.keys(description.paths).sort()).toEqual([
      '/api/v1/audit',
      '/api/v1/brake',
      '/api/v1/conclusions',
      '/api/v1/doctor',
      '/api/v1/keys',
      '/api/v1/keys/{name}/revoke',
      '/api/v1/keys/{name}/rotate',
      '/api/v1/replicas',
      '/api/v1/rollouts',
      '/api/v1/rollouts/{name}',
      '/api/v1/rollouts/{name}/events',
      '/api/v1/rollouts/{name}/{verb}',
      '/api/v1/usage',
    ]);
    expect(description.paths).toMatchObject({
      '/api/v1/rollouts': { post: { requestBody: { required: true } } },
      '/api/v1/rollouts/{name}': { delete: {} },
    });
    expect(description.components.schemas).toMatchObject({
      Creation: {
        properties: { plan: { required: ['model', 'candidate'], properties: { steps: { type: 'array' } } } },
      },
    });
    expect(Object.keys(description.components.schemas)).toEqual(
      expect.arrayContaining(['Rollout', 'Event', 'Verdict']),
    );
  });
});

describe('a rollout that is in no file', () => {
  const plan = { model: 'tgi', candidate: 'mlp', block: '1s', steps: [{ coverage: '10%' }, { coverage: 'matched' }] };

  it('is made, led like any other, and deleted when it is over', async () => {
    const [made, rollout] = await ask('POST', '/rollouts', { body: { name: 'by-api', why: 'Tuesday', plan } });
    expect([made, rollout]).toMatchObject([
      201,
      { name: 'by-api', source: 'api', phase: 'planned', steps: 2, control: 'baseline' },
    ]);
    const [, { rollouts }] = (await ask('GET', '/rollouts')) as unknown as [number, { rollouts: object[] }];
    expect(rollouts).toMatchObject([
      { name: 'live', source: 'file' },
      { name: 'by-api', source: 'api' },
    ]);

    expect((await ask('POST', '/rollouts/by-api/start'))[0]).toBe(200);
    expect(await ask('DELETE', '/rollouts/by-api')).toMatchObject([
      409,
      { error: { message: 'by-api is ready: delete is for a rollout that is planned or over; abort it first.' } },
    ]);
    expect((await ask('POST', '/rollouts/by-api/abort'))[0]).toBe(200);
    expect(await ask('DELETE', '/rollouts/by-api?why=done')).toMatchObject([200, { phase: 'absent' }]);
    expect((await ask('GET', '/rollouts/by-api'))[0]).toBe(404);
    const [, { events }] = await ask('GET', '/rollouts/by-api/events');
    expect(events).toMatchObject([
      { deed: 'created', by: 'operator', why: 'created: Tuesday', from: 'absent', to: 'planned' },
      { deed: 'moved', to: 'ready' },
      { deed: 'moved', to: 'rolled_back' },
      { deed: 'deleted', why: 'deleted: done', to: 'absent' },
    ]);
  });

  it('is refused with every mistake in its plan, and where it is', async () => {
    const wrong = { ...plan, candidate: 'mpl', steps: [{ coverage: 'some' }] };
    const [status, { error }] = await ask('POST', '/rollouts', { body: { name: 'by-api', plan: wrong } });
    expect([status, error.code]).toEqual([400, 'invalid']);
    expect(error.issues).toMatchObject([{ path: 'plan.steps[0].coverage' }, { path: 'plan.candidate' }]);
    expect(error.message).toMatch(/^plan\.steps\[0\]\.coverage: .*; plan\.candidate: /);
  });

  it.each([
    [{ name: 'live', plan }, 409, 'live is a rollout of slipstream.yaml, whose names win: take another name.'],
    [{ name: 'no name', plan }, 400, 'name: is no name for a rollout'],
    [{ name: 'x' }, 400, 'plan: '],
    [{ plan }, 400, 'name: '],
    [{ name: 'x', plan, wy: 'y' }, 400, 'wy'],
  ])('%j: %d, and why', async (body, status, message) => {
    const [given, { error }] = await ask('POST', '/rollouts', { body });
    expect(given).toBe(status);
    expect(error.message).toContain(message);
  });

  it('is made once by the same key, and its name is taken for anybody else', async () => {
    const body = { name: 'by-api', plan };
    for (let tries = 0; tries < 2; tries += 1) {
      expect((await ask('POST', '/rollouts', { body, key: 'k-1' }))[0]).toBe(201);
    }
    const [status, { error }] = await ask('POST', '/rollouts', { body, key: 'k-2' });
    expect([status, error.message]).toEqual([
      409,
      expect.stringContaining('There is a rollout by-api already; it is planned.'),
    ]);
    expect((await ask('GET', '/rollouts/by-api/events'))[1].events).toHaveLength(1);
  });

  it('may be made by operators, and not while the store is away', async () => {
    const body = { name: 'by-api', plan };
    expect((await ask('POST', '/rollouts', { as: 'viewer', body }))[0]).toBe(403);
    table.state = 'away';
    expect((await ask('POST', '/rollouts', { body }))[0]).toBe(503);
    table.state = 'there';
    expect((await ask('DELETE', '/rollouts/live'))[1].error.message).toBe(
      'live is a rollout of slipstream.yaml: take it out of the file.',
    );
  });
});

describe('a watched status', () => {
  it('goes on for as long as somebody watches, one event for each change', async () => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${secretOf('viewer')}` };
    const response = await fetch(`${url}/rollouts/live/status?watch`, { headers, signal: leaving.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const next = async (): Promise<unknown> => {
      let text = '';
      while (!text.includes('\n\n')) text += (await reader.read()).value ?? '';
      return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? 'null');
    };
    expect(await next()).toMatchObject({ phase: 'planned' });
    await ask('POST', '/rollouts/live/start');
    await gateway.rollouts.start();
    expect(await next()).toMatchObject({ phase: 'warming' });
    leaving.abort();
    await expect(reader.read()).rejects.toThrow();
  });

  it('is a plain answer without that', async () => {
    expect(await ask('GET', '/rollouts/live/status')).toMatchObject([200, { phase: 'planned' }]);
    expect((await ask('GET', '/rollouts/nope/status'))[0]).toBe(404);
  });
});
