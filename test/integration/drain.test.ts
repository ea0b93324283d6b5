import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doneEvent, streaming, tokenEvent } from '../../apps/gateway/src/pipeline/testing/engine-answers.ts';
import { ScriptedEngine } from '../../apps/gateway/src/pipeline/testing/scripted-engine.ts';
import { GatewayProcess } from '../../apps/gateway/src/testing/gateway-process.ts';
import { ask, chatBody, openAnswer } from '../../apps/gateway/src/testing/raw-client.ts';
import type { RawStream } from '../../apps/gateway/src/testing/raw-client.ts';

const streams = 200;
const streamBody = { ...chatBody, stream: true };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-drain-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Rig extends AsyncDisposable {
  readonly gateway: GatewayProcess;
  readonly url: string;
  /** The engine's side of every stream. */
  readonly answers: readonly ServerResponse[];
}

/** A gateway whose engine sends one token and then waits. */
async function startRig(drain: string): Promise<Rig> {
  const answers: ServerResponse[] = [];
  const engine = await ScriptedEngine.start((request) => {
    if (request.path !== '/v1/chat/completions') return streaming('')(request);
    request.response.writeHead(200, { 'content-type': 'text/event-stream' });
    request.response.write(tokenEvent('Hi'));
    answers.push(request.response);
  });
  writeFileSync(
    join(folder, 'slipstream.yaml'),
    `listen: 127.0.0.1:0
timeouts: { drain: ${drain} }
models: { tgi: { variants: { baseline: { engine: tgi, model: m, replicas: ["${engine.url}"] } } } }`,
  );
  const gateway = new GatewayProcess([], folder);
  return {
    gateway,
    url: await gateway.ready(),
    answers,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}

async function openStreams(url: string): Promise<readonly RawStream[]> {
  const opened = await Promise.all(Array.from({ length: streams }, () => openAnswer(url, streamBody)));
  await Promise.all(opened.map((stream) => stream.until(tokenEvent('Hi'))));
  return opened;
}

async function draining(url: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while ((await ask(url, '', { method: 'GET', path: '/ready' })).status !== 503) {
    if (performance.now() > deadline) throw new Error('the gateway does not drain');
  }
}

describe(`SIGTERM under ${streams} streams`, () => {
  it('cuts none that ends within the grace period, and takes none that comes', async () => {
    await using rig = await startRig('60s');
    const opened = await openStreams(rig.url);
    rig.gateway.signal('SIGTERM');
    await draining(rig.url);
    const refused = await Promise.all(Array.from({ length: 20 }, () => ask(rig.url, streamBody)));
    expect(refused.map(({ status, headers }) => [status, headers.connection])).toEqual(
      refused.map(() => [503, 'close']),
    );
    for (const [n, answer] of rig.answers.entries()) {
      answer.write(tokenEvent(` ${n}`));
      answer.end(tokenEvent('', 'stop') + doneEvent);
    }
    const ends = await Promise.all(opened.map((stream) => stream.rest()));
    expect(ends.filter(({ complete, text }) => !complete || !text.endsWith(doneEvent))).toEqual([]);
    expect(await rig.gateway.exited()).toBe(0);
    expect(rig.gateway.stderr.match(/"outcome":"ok"/g)).toHaveLength(streams);
    expect(rig.gateway.stderr).not.toContain('requests were cut');
  });

  it('tells those that are late, with an error event and a broken connection, and none of them that it was whole', async () => {
    await using rig = await startRig('500ms');
    const opened = await openStreams(rig.url);
    const inTime = 50;
    rig.gateway.signal('SIGTERM');
    for (const answer of rig.answers.slice(0, inTime)) answer.end(tokenEvent('', 'stop') + doneEvent);
    const ends = await Promise.all(opened.map((stream) => stream.rest()));
    const whole = ends.filter(({ complete }) => complete);
    const cut = ends.filter(({ complete }) => !complete);
    expect([whole.length, cut.length]).toEqual([inTime, streams - inTime]);
    expect(cut.filter(({ text }) => !text.includes('"code":"draining"') || text.includes('[DONE]'))).toEqual([]);
    expect(await rig.gateway.exited()).toBe(0);
    expect(rig.gateway.stderr).toContain(`"requests":${streams - inTime}`);
  });
});
