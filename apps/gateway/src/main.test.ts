import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@slipstream/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doneEvent, streaming, tokenEvent, wholeStream } from './pipeline/testing/engine-answers.ts';
import { ScriptedEngine } from './pipeline/testing/scripted-engine.ts';
import { GatewayProcess } from './testing/gateway-process.ts';
import { ask, chatBody, openAnswer } from './testing/raw-client.ts';
import { gatewayYaml } from './testing/test-gateway.ts';

const streamBody = { ...chatBody, stream: true };
const timeout = 30_000;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function start(yaml: string, ...args: string[]): GatewayProcess {
  writeFileSync(join(folder, 'slipstream.yaml'), yaml);
  return new GatewayProcess(args, folder);
}

function yamlFor(engine: ScriptedEngine, top = ''): string {
  return gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${engine.url}"]` }, { top });
}

describe('the gateway process', { timeout }, () => {
  it('says when it is ready, serves, and drains on SIGTERM with exit code 0', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await using engine = await ScriptedEngine.start(async (request) => {
      if (request.path !== '/v1/chat/completions') return streaming('')(request);
      request.response.writeHead(200, { 'content-type': 'text/event-stream' });
      request.response.write(tokenEvent('Hi'));
      await released;
      request.response.end(tokenEvent('', 'stop') + doneEvent);
    });
    await using gateway = start(yamlFor(engine));
    const url = await gateway.ready();
    const stream = await openAnswer(url, streamBody);
    await stream.until(tokenEvent('Hi'));
    const metrics = await ask(url, '', { method: 'GET', path: '/metrics' });
    expect(metrics.text).toContain('slipstream_replica_ready{model="tgi",variant="baseline",replica="baseline-0"} 1');
    expect(metrics.text).toContain('slipstream_requests_in_flight{model="tgi",variant="baseline"} 1');

    gateway.signal('SIGTERM');
    await notReady(url);
    expect((await ask(url, chatBody)).status).toBe(503);
    release();
    expect(await stream.rest()).toMatchObject({ complete: true });
    expect(await gateway.exited()).toBe(0);
    expect(gateway.stderr).toContain('"outcome":"ok"');
  });

  it('cuts at the end of the grace period, and still exits with 0', async () => {
    await using engine = await ScriptedEngine.start((request) => {
      if (request.path !== '/v1/chat/completions') return streaming('')(request);
      request.response.writeHead(200, { 'content-type': 'text/event-stream' });
      request.response.write(tokenEvent('Hi'));
    });
    await using gateway = start(yamlFor(engine, 'timeouts: { drain: 100ms }'));
    const stream = await openAnswer(await gateway.ready(), streamBody);
    await stream.until(tokenEvent('Hi'));
    gateway.signal('SIGINT');
    const answer = await stream.rest();
    expect(answer.complete).toBe(false);
    expect(answer.text).toContain('"code":"draining"');
    expect(await gateway.exited()).toBe(0);
  });

  it('ends at once at the second signal', async () => {
    await using engine = await ScriptedEngine.start((request) => {
      if (request.path !== '/v1/chat/completions') return streaming('')(request);
      request.response.writeHead(200, { 'content-type': 'text/event-stream' });
      request.response.write(tokenEvent('Hi'));
    });
    await using gateway = start(yamlFor(engine));
    const url = await gateway.ready();
    const stream = await openAnswer(url, streamBody);
    await stream.until(tokenEvent('Hi'));
    gateway.signal('SIGTERM');
    await notReady(url);
    gateway.signal('SIGTERM');
    expect(await gateway.exited()).toBe(1);
    expect(await stream.rest()).toMatchObject({ complete: false });
  });

  it('takes --port before the port of the file', async () => {
    await using engine = await ScriptedEngine.start(streaming(wholeStream));
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const yaml = yamlFor(engine).replace('127.0.0.1:0', `127.0.0.1:${port}`);
    await using refused = start(yaml);
    expect(await refused.exited()).toBe(2);
    expect(refused.stderr).toBe(
      `The gateway cannot listen on 127.0.0.1:${port}: the port is taken; free it, or choose another with --port (0: any free one) (EADDRINUSE).\n`,
    );
    await using gateway = start(yaml, '--port', '0');
    expect((await ask(await gateway.ready(), streamBody)).text).toBe(wholeStream);
    taken.close();
  });

  it('tells every mistake of its configuration, with its place, and exits with 2', async () => {
    await using gateway = start('listen: nowhere\nmodels: {}\nlimit: {}\n');
    expect(await gateway.exited()).toBe(2);
    expect(gateway.stderr).toContain('slipstream.yaml:1:9 listen:');
    expect(gateway.stderr).toContain('slipstream.yaml:3:1 limit:');
    expect(gateway.stdout).toBe('');
  });

  it('does not start with a database that it cannot use, and says what would put it right', async () => {
    mkdirSync(join(folder, 'state'), { recursive: true });
    writeFileSync(join(folder, 'state', 'broken.db'), 'anything but a database, of some length '.repeat(50));
    const models = 'models: { m: { variants: { a: { engine: tgi, model: id, replicas: ["http://127.0.0.1:9"] } } } }';
    await using gateway = start(`database: { path: state/broken.db }\n${models}`);
    expect(await gateway.exited()).toBe(2);
    expect(gateway.stderr).toMatch(
      /^The database \S+broken\.db cannot be used: file is not a database\. .*move it away.*\n$/,
    );
    expect(gateway.stdout).toBe('');
  });

  it.each([
    [['--config', 'missing.yaml'], 'missing.yaml'],
    [['--port', '99999'], '"99999" is not a port'],
    [['--prot', '1'], 'usage: gateway'],
  ])('explains %j', async (args, words) => {
    await using gateway = start('models: {}', ...args);
    expect(await gateway.exited()).toBe(2);
    expect(gateway.stderr).toContain(words);
    expect(gateway.stderr).not.toContain('    at ');
  });
});

describe('slipstream.example.yaml', () => {
  it('is a right configuration', () => {
    const file = join(import.meta.dirname, '..', '..', '..', 'slipstream.example.yaml');
    expect(parseConfig(readFileSync(file, 'utf8'), { file })).toMatchObject({ ok: true });
  });
});

/** Waits until `/ready` says that the gateway drains. */
async function notReady(url: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while ((await ask(url, '', { method: 'GET', path: '/ready' })).status !== 503) {
    if (performance.now() > deadline) throw new Error('the gateway does not drain');
  }
}
