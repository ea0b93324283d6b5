import { describe, expect, it } from 'vitest';
import { hashOf } from '../admission/testing/test-keys.ts';
import type { UsageQuery } from '../metering/usage/usage-query.ts';
import type { UsageRow } from '../metering/usage/usage-report.ts';
import { ask, errorOf } from '../testing/raw-client.ts';
import { gatewayYaml, TestGateway } from '../testing/test-gateway.ts';
import type { AskUsage } from './usage-routes.ts';

const row: UsageRow = {
  key: null,
  model: 'tgi',
  variant: null,
  day: null,
  class: null,
  length: null,
  concurrency: null,
  run: null,
  requests: 3,
  ok: 2,
  uncounted: 0,
  promptTokens: 60,
  completionTokens: 33,
  reasoningTokens: 0,
  cachedTokens: 0,
  abortedTokens: 4,
  discardedTokens: 0,
  cost: null,
  speculation: [],
  gpuSecondsSaved: null,
  gpuSeconds: null,
  gpuSecondsWasted: null,
};
const top = `keys: { team: { secret: "sha256:${hashOf('sk-a-secret-of-good-length')}" } }`;
const headers = { authorization: 'Bearer sk-a-secret-of-good-length' };

async function start(usage: AskUsage | null, withKeys = true): Promise<TestGateway> {
  const yaml = gatewayYaml(
    { baseline: 'engine: tgi, model: m, replicas: ["http://127.0.0.1:9"]' },
    withKeys ? { top } : {},
  );
  return await TestGateway.start({ yaml, ...(usage === null ? {} : { usage }) });
}

const get = (gateway: TestGateway, query: string, sent: Record<string, string> = headers) =>
  ask(gateway.url, '', { method: 'GET', path: `/v1/usage${query}`, headers: sent });

describe('GET /v1/usage', () => {
  it('tells the owner of a key what was used with it, and of no other key', async () => {
    const queries: UsageQuery[] = [];
    await using gateway = await start((query) => {
      queries.push(query);
      return Promise.resolve([row]);
    });
    const answer = await get(gateway, '?since=2026-11-01&by=model,day&key=other');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      object: 'usage',
      since: '2026-11-01T00:00:00.000Z',
      until: null,
      by: ['model', 'day'],
      data: [row],
    });
    expect(queries).toMatchObject([{ key: 'team', by: ['model', 'day'] }]);
  });

  it('tells it as CSV, too', async () => {
    await using gateway = await start(() => Promise.resolve([row]));
    const answer = await get(gateway, '?format=csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.text.split('\r\n')[1]).toMatch(/^,tgi,,,3,2,0,60,33,/);
  });

  it('wants the key', async () => {
    await using gateway = await start(() => Promise.resolve([row]));
    expect((await get(gateway, '', {})).status).toBe(401);
  });

  it('tells everything where there are no keys', async () => {
    const queries: UsageQuery[] = [];
    await using gateway = await start((query) => {
      queries.push(query);
      return Promise.resolve([]);
    }, false);
    expect((await get(gateway, '', {})).status).toBe(200);
    expect(queries).toMatchObject([{ key: null }]);
  });

  it.each([
    ['?since=never', 'since'],
    ['?by=user', 'by'],
    ['?format=xml', 'format'],
  ])('refuses %s', async (query, param) => {
    await using gateway = await start(() => Promise.resolve([row]));
    const answer = await get(gateway, query);
    expect(answer.status).toBe(400);
    expect(errorOf(answer)).toMatchObject({ code: 'invalid_request', param });
  });

  it('says so where nothing is booked, and where the ledger cannot be asked', async () => {
    await using without = await start(null);
    expect((await get(without, '')).status).toBe(404);
    await using broken = await start(() => Promise.reject(new Error('connection refused at 10.0.0.9')));
    const answer = await get(broken, '');
    expect(answer.status).toBe(503);
    expect(answer.text).not.toContain('10.0.0.9');
  });
});
