import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doneEvent, streaming, tokenEvent, wholeStream } from '../pipeline/testing/engine-answers.ts';
import { ScriptedEngine } from '../pipeline/testing/scripted-engine.ts';
import type { ReceivedRequest } from '../pipeline/testing/scripted-engine.ts';
import { GatewayProcess } from '../testing/gateway-process.ts';
import { ask, chatBody, openAnswer } from '../testing/raw-client.ts';
import { gatewayYaml } from '../testing/test-gateway.ts';

const timeout = 30_000;
const streamBody = { ...chatBody, stream: true };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-reload-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(yaml: string): void {
  writeFileSync(join(folder, 'slipstream.yaml'), yaml);
}

function yamlOf(variants: Readonly<Record<string, readonly string[]>>, top = '', probe = '200ms'): string {
  const fields = Object.entries(variants).map(([name, urls]) => [
    name,
    `engine: tgi, model: m, replicas: [${urls.map((url) => `"${url}"`).join(', ')}]`,
  ]);
  const weights = Object.keys(variants).map((name) => `${name}: 1`);
  return gatewayYaml(Object.fromEntries(fields), {
    top: `probe: { interval: ${probe}, timeout: ${probe} }\n${top}`,
    experiment: `{ weights: { ${weights.join(', ')} }, allowForced: true }`,
  });
}

/** Answers its first token and then waits; healthy. */
async function slowEngine(): Promise<{ engine: ScriptedEngine; chat: Promise<ReceivedRequest> }> {
  let arrived = (_request: ReceivedRequest): void => undefined;
  const chat = new Promise<ReceivedRequest>((resolve) => {
    arrived = resolve;
  });
  const engine = await ScriptedEngine.start((request) => {
    if (request.path !== '/v1/chat/completions') return streaming('')(request);
    request.response.writeHead(200, { 'content-type': 'text/event-stream' });
    request.response.write(tokenEvent('Hi'));
    arrived(request);
  });
  return { engine, chat };
}

/** Waits until the log of the process holds these words. */
async function logged(gateway: GatewayProcess, words: string): Promise<void> {
  await until(() => gateway.stderr.includes(words), `the log does not say "${words}"`);
}

async function until(holds: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(otherwise);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function metricsOf(url: string): Promise<string> {
  return (await ask(url, '', { method: 'GET', path: '/metrics' })).text;
}

const replicaOf = async (url: string): Promise<unknown> => (await ask(url, streamBody)).headers['x-slipstream-replica'];

describe('a reload', { timeout }, () => {
  it('lets a removed replica finish its stream, then closes its pool, and sends new work elsewhere', async () => {
    const { engine: old, chat } = await slowEngine();
    await using _old = old;
    await using fresh = await ScriptedEngine.start(streaming(wholeStream));
    // Left alone, idle connections would stay for longer than this test waits.
    const pool = 'pool: { keepAlive: 60s }\n';
    write(yamlOf({ baseline: [old.url] }, pool));
    await using gateway = new GatewayProcess([], folder);
    const url = await gateway.ready();
    const stream = await openAnswer(url, streamBody);
    const request = await chat;

    write(yamlOf({ baseline: [fresh.url] }, pool));
    gateway.signal('SIGHUP');
    await logged(gateway, 'the configuration was reloaded');
    expect((await ask(url, streamBody)).text).toBe(wholeStream);
    expect(await old.connections()).toBeGreaterThan(0);

    request.response.end(tokenEvent('', 'stop') + doneEvent);
    expect(await stream.rest()).toMatchObject({ complete: true });
    await until(async () => (await old.connections()) === 0, 'the pool of the removed replica stays open');
    const probes = old.received.length;
    await until(() => fresh.received.length > 8, 'the new replica is not probed');
    expect(old.received).toHaveLength(probes);
  });

  it('takes the series of a removed variant off the page, and its requests back', async () => {
    await using one = await ScriptedEngine.start(streaming(wholeStream));
    await using two = await ScriptedEngine.start(streaming(wholeStream));
    write(yamlOf({ baseline: [one.url], mlp: [two.url] }));
    await using gateway = new GatewayProcess([], folder);
    const url = await gateway.ready();
    await ask(url, streamBody, { headers: { 'x-slipstream-variant': 'mlp' } });
    expect(await metricsOf(url)).toMatch(/slipstream_replica_ready\{.*variant="mlp"/);

    write(yamlOf({ baseline: [one.url] }));
    gateway.signal('SIGHUP');
    await logged(gateway, 'the configuration was reloaded');
    await until(async () => !/slipstream_replica_ready\{.*"mlp"/.test(await metricsOf(url)), 'the series stay');
    const page = await metricsOf(url);
    const gauges = [...page.matchAll(/^# TYPE (slipstream_\w+) gauge$/gm)].map(([, name]) => name);
    expect(gauges.length).toBeGreaterThan(5);
    for (const name of gauges) expect(page).not.toMatch(new RegExp(`^${name}\\{.*"mlp"`, 'm'));
    // What was counted stays counted.
    expect(page).toMatch(/slipstream_requests_total\{model="tgi",variant="mlp",outcome="ok"\} 1/);
    expect(page).toContain('slipstream_config_reloads_total{result="applied"} 1');
    const gone = await ask(url, streamBody, { headers: { 'x-slipstream-variant': 'mlp' } });
    expect(gone.status).toBe(404);
  });

  it('comes of itself when the file changes, and is refused whole when the file is bad', async () => {
    await using one = await ScriptedEngine.start(streaming(wholeStream));
    write(yamlOf({ baseline: [one.url] }));
    await using gateway = new GatewayProcess([], folder);
    const url = await gateway.ready();

    write(`listen: nowhere\n${yamlOf({ baseline: ['ftp://x'] }).replace('listen: 127.0.0.1:0\n', '')}`);
    await logged(gateway, '2 mistakes');
    expect(gateway.stderr).toContain('slipstream.yaml:1:9 listen:');
    expect(gateway.stderr).toContain('replicas[0]');
    expect((await ask(url, streamBody)).text).toBe(wholeStream);

    write(yamlOf({ baseline: [one.url] }, 'limits: { messages: 1 }\n'));
    await logged(gateway, 'the configuration was reloaded');
    const messages = [...chatBody.messages, ...chatBody.messages];
    expect((await ask(url, { ...streamBody, messages })).status).toBe(400);
  });

  it('sends an added replica nothing before it has answered a probe', async () => {
    await using one = await ScriptedEngine.start(streaming(wholeStream));
    let healthy = false;
    await using added = await ScriptedEngine.start((request) => {
      if (request.path !== '/health' || healthy) return streaming(wholeStream)(request);
      request.response.writeHead(503).end();
    });
    write(yamlOf({ baseline: [one.url] }));
    await using gateway = new GatewayProcess([], folder);
    const url = await gateway.ready();
    write(yamlOf({ baseline: [one.url, added.url] }));
    gateway.signal('SIGHUP');
    await logged(gateway, 'the configuration was reloaded');
    for (let n = 0; n < 20; n++) expect(await replicaOf(url)).toBe('baseline-0');
    expect(added.received.some(({ path }) => path === '/v1/chat/completions')).toBe(false);
    healthy = true;
    await until(async () => (await replicaOf(url)) === 'baseline-1', 'the added replica gets nothing');
  });

  it('says what waits for a restart', async () => {
    await using one = await ScriptedEngine.start(streaming(wholeStream));
    const yaml = yamlOf({ baseline: [one.url] });
    write(yaml);
    await using gateway = new GatewayProcess([], folder);
    const url = await gateway.ready();
    write(yaml.replace('listen: 127.0.0.1:0', 'listen: 127.0.0.1:9'));
    gateway.signal('SIGHUP');
    await logged(gateway, 'these changes take effect only after a restart');
    expect(gateway.stderr).toContain('listen.port');
    expect((await ask(url, streamBody)).status).toBe(200);
  });

  it('never shows a request a mixture, nor a gauge below zero, however often it comes', async () => {
    await using one = await ScriptedEngine.start(streaming(wholeStream));
    await using two = await ScriptedEngine.start(streaming(wholeStream));
    // A probe that a busy machine makes late must not decide.
    const patient = (variants: Readonly<Record<string, readonly string[]>>) => yamlOf(variants, '', '10s');
    const [a, b] = [patient({ baseline: [one.url] }), patient({ baseline: [two.url], mlp: [one.url] })];
    write(a);
    await using gateway = new GatewayProcess([], folder);
    const url = await gateway.ready();
    for (let round = 1; round <= 10; round++) {
      write(round % 2 === 0 ? a : b);
      gateway.signal('SIGHUP');
      const answers = await Promise.all(Array.from({ length: 10 }, () => ask(url, streamBody)));
      expect(answers.map(({ status, text }) => [status, text === wholeStream])).toEqual(answers.map(() => [200, true]));
      const page = await metricsOf(url);
      expect(page).not.toMatch(/^slipstream_requests_in_flight.* -/m);
    }
    await until(async () => /in_flight\{.*"baseline"\} 0$/m.test(await metricsOf(url)), 'requests stay in flight');
  });
});
