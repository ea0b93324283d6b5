import { describe, expect, it } from 'vitest';
import type { EngineName } from '@slipstream/config';
import type { ReplicaStatus } from '../ports.ts';
import { createDispatch } from './dispatch.ts';
import { createFetchPage } from './fetch-page.ts';
import { HealthProbes } from './health-probes.ts';
import { exchangeRig } from './testing/exchange-rig.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { answer } from './testing/scripted-server.ts';

const clock = { now: () => 0, wallTime: () => 0 };
const tgiInfo = (version: string) => JSON.stringify({ model_id: 'm', version });

/**
 * An engine that answers `/health` as the test last said, and every other route with `info` or what `pages` have for it; null
 * closes the connection without a word.
 */
interface Engine {
  health: string | null;
  info: string | null;
  pages?: Readonly<Record<string, string>>;
}

async function probeRig(engineName: EngineName, engine: Engine) {
  const rig = await exchangeRig((socket, request) => {
    const path = request.split(' ')[1] ?? '';
    const reply = path === '/health' ? engine.health : (engine.pages?.[path] ?? engine.info);
    if (reply === null) socket.end();
    else socket.write(reply);
  });
  const { replica } = rig.server;
  const timers = new ManualTimers();
  const changes: { status: ReplicaStatus; modelId: string | null }[] = [];
  const probes = new HealthProbes({
    fetchPage: createFetchPage({ dispatch: createDispatch(rig.pools, clock), timers: new ManualTimers() }),
    timers,
    random: () => 0.5,
    polling: () => ({ intervalMs: 2_000, timeoutMs: 1_000 }),
    onChange: (_target, status, identity) => void changes.push({ status, modelId: identity?.model ?? null }),
  });
  return {
    probes,
    watch: () => probes.watch([{ replica, engine: engineName, draftTokens: 0 }]),
    replica,
    timers,
    changes,
    requests: () => rig.server.requests.map((request) => request.split(' ')[1]),
    status: () => probes.status(replica),
    /** Lets the pause run out, and waits until the next one has begun. */
    async nextProbe() {
      timers.fire();
      while (timers.pending.size === 0) await new Promise(setImmediate);
    },
    async [Symbol.asyncDispose]() {
      probes.stop();
      await rig[Symbol.asyncDispose]();
    },
  };
}

/** Probe by probe what was asked beside `/health`: the pages of one probe are asked at once. */
function rounds(requests: readonly (string | undefined)[]): string[][] {
  const each: string[][] = [];
  for (const path of requests) {
    if (path === '/health') each.push([]);
    else each.at(-1)?.push(path ?? '');
  }
  return each.map((paths) => paths.sort());
}

describe('HealthProbes', () => {
  it('holds nobody ready before the first answer', async () => {
    await using rig = await probeRig('tgi', { health: answer(''), info: answer(tgiInfo('2.2.1-dev0')) });
    const watching = rig.watch();
    expect(rig.status()).toMatchObject({ ready: false, reason: 'not probed yet' });
    await watching;
    expect(rig.status()).toEqual({ ready: true, reason: null, capabilities: { includeUsage: false } });
  });

  it('knows nothing of a replica that it does not watch', async () => {
    await using rig = await probeRig('tgi', { health: answer(''), info: null });
    const stranger = { name: 'x', url: new URL('http://x'), maxConcurrent: null, tls: null };
    expect(rig.probes.status(stranger)).toMatchObject({ ready: false, reason: 'not a replica of this configuration' });
  });

  it('learns from the version what the engine understands, and asks for it once', async () => {
    await using rig = await probeRig('tgi', { health: answer(''), info: answer(tgiInfo('3.3.6-dev0')) });
    await rig.watch();
    await rig.nextProbe();
    await rig.nextProbe();
    expect(rig.status().capabilities).toEqual({ includeUsage: true });
    expect(rig.requests()).toEqual(['/health', '/info', '/health', '/health']);
    expect(rig.changes).toMatchObject([{ status: { ready: true }, modelId: 'm' }]);
  });

  it.each([
    ['is HTML', answer('<html>', { headers: ['content-type: text/html'] })],
    ['is not found', answer('', { status: '404 Not Found' })],
    ['breaks', null],
  ])('asks again for an info that %s, and sends no word that might be refused meanwhile', async (_what, info) => {
    const engine: Engine = { health: answer(''), info };
    await using rig = await probeRig('tgi', engine);
    await rig.watch();
    expect(rig.status()).toMatchObject({ ready: true, capabilities: { includeUsage: false } });
    engine.info = answer(tgiInfo('3.0.0'));
    await rig.nextProbe();
    expect(rig.status().capabilities).toEqual({ includeUsage: true });
  });

  it('believes an engine at once that says it is unhealthy', async () => {
    const engine: Engine = { health: answer(''), info: answer(tgiInfo('2.0.4')) };
    await using rig = await probeRig('tgi', engine);
    await rig.watch();
    engine.health = answer('{}', { status: '503 Service Unavailable' });
    await rig.nextProbe();
    expect(rig.status()).toMatchObject({ ready: false, reason: 'GET /health: status 503' });
  });

  it('takes a silent replica out at the second silence, and back in at the first answer', async () => {
    const engine: Engine = { health: answer(''), info: answer(tgiInfo('2.0.4')) };
    await using rig = await probeRig('tgi', engine);
    await rig.watch();
    engine.health = null;
    await rig.nextProbe();
    expect(rig.status().ready).toBe(true);
    await rig.nextProbe();
    expect(rig.status()).toMatchObject({ ready: false, reason: expect.stringContaining('GET /health: reset') });
    engine.health = answer('');
    await rig.nextProbe();
    expect(rig.status().ready).toBe(true);
  });

  it('asks a replica that has come back for its version again', async () => {
    const engine: Engine = { health: answer(''), info: answer(tgiInfo('2.0.4')) };
    await using rig = await probeRig('tgi', engine);
    await rig.watch();
    engine.health = answer('', { status: '503 Service Unavailable' });
    await rig.nextProbe();
    Object.assign(engine, { health: answer(''), info: answer(tgiInfo('3.0.0')) });
    await rig.nextProbe();
    expect(rig.status()).toMatchObject({ ready: true, capabilities: { includeUsage: true } });
    expect(rig.changes.map(({ status }) => status.ready)).toEqual([true, false, true]);
  });

  it('holds a plain OpenAI server ready that has no such route, and never asks it for TGI’s', async () => {
    await using rig = await probeRig('generic', { health: answer('', { status: '404 Not Found' }), info: null });
    await rig.watch();
    expect(rig.status().ready).toBe(true);
    expect(rounds(rig.requests())).toEqual([['/openapi.json', '/v1/models']]);
  });

  it.each([
    ['vllm', ['/version', '/v1/models', '/metrics']],
    ['sglang', ['/server_info', '/get_server_info', '/v1/models']],
    ['llamacpp', ['/props', '/v1/models', '/slots']],
    ['trtllm', ['/version', '/v1/models', '/prometheus/metrics']],
  ] as const)('asks %s in its own routes, once', async (engineName, paths) => {
    const pages = { '/v1/models': answer('{"data":[{"id":"m","owned_by":"vllm"}]}') };
    const missing = answer('', { status: '404 Not Found' });
    await using rig = await probeRig(engineName, { health: answer(''), info: missing, pages });
    await rig.watch();
    await rig.nextProbe();
    expect(rounds(rig.requests())).toEqual([[...paths].sort(), []]);
  });

  it('learns the words of an SGLang from its version', async () => {
    const info = '{"model_path":"m","version":"0.5.20","speculative_algorithm":"EAGLE3"}';
    const pages = { '/server_info': answer(info) };
    await using rig = await probeRig('sglang', { health: answer(''), info: answer('{}'), pages });
    await rig.watch();
    expect(rig.status().capabilities).toEqual({ includeUsage: true, specTokensDetails: true });
  });

  it('asks again for all where a page did not come, and uses meanwhile what did', async () => {
    const pages: Record<string, string> = { '/v1/models': answer('{"data":[{"id":"m","owned_by":"vllm"}]}') };
    const engine: Engine = { health: answer(''), info: null, pages };
    await using rig = await probeRig('vllm', engine);
    await rig.watch();
    expect(rig.status()).toMatchObject({ ready: true, capabilities: { includeUsage: true } });
    engine.info = answer('', { status: '404 Not Found' });
    await rig.nextProbe();
    await rig.nextProbe();
    const asked = ['/metrics', '/v1/models', '/version'];
    expect(rounds(rig.requests())).toEqual([asked, asked, []]);
  });

  it('takes no such answer from TGI, which has the route', async () => {
    await using rig = await probeRig('tgi', { health: answer('', { status: '404 Not Found' }), info: null });
    await rig.watch();
    expect(rig.status()).toMatchObject({ ready: false, reason: 'GET /health: status 404' });
  });

  it('probes once per interval, and no more once stopped', async () => {
    await using rig = await probeRig('generic', { health: answer(''), info: null });
    await rig.watch();
    expect([...rig.timers.pending.values()]).toEqual([2_000]);
    rig.probes.stop();
    expect(rig.timers.pending.size).toBe(0);
  });

  it('keeps what it knows of a server when another object stands for it, and asks it no more often', async () => {
    await using rig = await probeRig('tgi', { health: answer(''), info: answer(tgiInfo('3.0.0')) });
    await rig.watch();
    const again = { ...rig.replica, maxConcurrent: 4 };
    await rig.probes.watch([{ replica: again, engine: 'tgi', draftTokens: 0 }]);
    rig.probes.retain([{ replica: again, engine: 'tgi', draftTokens: 0 }]);
    expect(rig.probes.status(again)).toMatchObject({ ready: true, capabilities: { includeUsage: true } });
    expect(rig.status().ready).toBe(true);
    expect(rig.timers.pending.size).toBe(1);
    expect(rig.requests()).toEqual(['/health', '/info']);
  });

  it('asks a replica no more that is gone, and lets what was known stand for those on their way to it', async () => {
    await using rig = await probeRig('generic', { health: answer(''), info: null });
    await rig.watch();
    rig.probes.retain([]);
    expect(rig.timers.pending.size).toBe(0);
    expect(rig.status().ready).toBe(true);
  });

  it('lets a probe that ends after its replica is gone change nothing', async () => {
    await using rig = await probeRig('generic', { health: answer(''), info: null });
    const watching = rig.watch();
    rig.probes.retain([]);
    await watching;
    expect(rig.changes).toEqual([]);
    expect(rig.timers.pending.size).toBe(0);
  });
});
