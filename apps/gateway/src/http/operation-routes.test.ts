import { describe, expect, it } from 'vitest';
import { ask } from '../testing/raw-client.ts';
import { gatewayYaml, TestGateway } from '../testing/test-gateway.ts';

const yaml = gatewayYaml(
  {
    baseline: 'engine: tgi, model: m, replicas: ["http://127.0.0.1:9"]',
    mlp: 'engine: tgi, model: m, replicas: ["http://127.0.0.1:19"]',
  },
  { experiment: '{ weights: { baseline: 1, mlp: 1 } }' },
);
const get = { method: 'GET' };

describe('/health', () => {
  it('says that the process lives, whatever its engines do', async () => {
    await using gateway = await TestGateway.start({ yaml, notReady: new Set(['baseline-0', 'mlp-0']) });
    const answer = await ask(gateway.url, '', { ...get, path: '/health' });
    expect([answer.status, answer.text]).toEqual([200, '{"status":"alive"}']);
    expect((await ask(gateway.url, '', { method: 'HEAD', path: '/health' })).status).toBe(200);
  });
});

describe('/metrics', () => {
  it.each([
    [undefined, '# prometheus\n', 'text/plain; version=0.0.4; charset=utf-8'],
    ['text/plain;version=0.0.4', '# prometheus\n', 'text/plain; version=0.0.4; charset=utf-8'],
    [
      'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1',
      '# openmetrics\n',
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    ],
  ])('to whoever accepts %s', async (accept, page, type) => {
    await using gateway = await TestGateway.start({ yaml });
    const headers = accept === undefined ? {} : { accept };
    const answer = await ask(gateway.url, '', { ...get, path: '/metrics', headers });
    expect([answer.text, answer.headers['content-type']]).toEqual([page, type]);
  });
});

describe('/ready', () => {
  it.each([
    [[], 200, { status: 'ready', models: { tgi: { readyReplicas: 2 } } }],
    [['mlp-0'], 200, { status: 'ready', models: { tgi: { ready: true, readyReplicas: 1, replicas: 2 } } }],
    [['mlp-0', 'baseline-0'], 503, { status: 'not ready', models: { tgi: { ready: false, readyReplicas: 0 } } }],
  ])('with %j down is %i', async (down, status, body) => {
    await using gateway = await TestGateway.start({ yaml, notReady: new Set(down) });
    const answer = await ask(gateway.url, '', { ...get, path: '/ready' });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject(body);
  });

  it.each([
    ['', ['solo-0'], 503, 'not ready'],
    ['?models=any', ['solo-0'], 200, 'ready'],
    ['?models=any', ['solo-0', 'mlp-0', 'baseline-0'], 503, 'not ready'],
  ])('of two models, %j with %j down is %i', async (query, down, status, word) => {
    const two = yaml.replace(
      /^models:\n/m,
      'models:\n  other: { variants: { solo: { engine: tgi, model: m, replicas: ["http://127.0.0.1:29"] } } }\n',
    );
    await using gateway = await TestGateway.start({ yaml: two, notReady: new Set(down) });
    const answer = await ask(gateway.url, '', { ...get, path: `/ready${query}` });
    expect([answer.status, (JSON.parse(answer.text) as { status: string }).status]).toEqual([status, word]);
  });
});
