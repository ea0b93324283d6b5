/** Two rollouts, live: a speculator that is worth it is promoted, one that begins to fail requests is taken back. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type RunningChild } from './child.ts';
import { freePort } from './free-port.ts';
import type { DemoOptions } from './options.ts';
import { pairedSessions } from './paired-sessions.ts';
import { endInWords, headInWords, lineOf, type DemoAdmin, type ShownEvent, type ShownRollout } from './rollout-page.ts';
import { rolloutServers, rolloutsOfDemo, rolloutYaml, type DemoRollout } from './rollout-plan.ts';
import { slipstreamCli } from './slipstream-cli.ts';
import { SteadyTraffic } from './steady-traffic.ts';

/** The emulated machines run this much faster than the ones they model; every ratio stays what it is. */
const TIME_SCALE = 2;
const USERS_PER_MODEL = 6;
const SHOW_EVERY_MS = 4000;
const root = join(import.meta.dirname, '..', '..');
const app = (name: string): string => join(root, 'apps', name, 'src', 'main.ts');

export async function rolloutDemo({ port }: DemoOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-demo-'));
  const children: RunningChild[] = [];
  const traffic = new Map<string, SteadyTraffic>();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    console.log(`Starting ${rolloutServers.length} emulated servers and the gateway …`);
    const urls = await startServers(children);
    const [gatewayPort, adminPort] = [await freePort(port), await freePort(9090)];
    const admin = { url: `http://127.0.0.1:${adminPort}`, key: `sk-${randomBytes(16).toString('hex')}` };
    const config = join(folder, 'slipstream.yaml');
    writeFileSync(config, rolloutYaml(urls, adminPort, admin.key));
    const args = ['--config', config, '--port', String(gatewayPort)];
    const gateway = await startChild('The gateway', app('gateway'), args);
    children.push(gateway);
    console.log(headInWords(gateway.url, admin, TIME_SCALE));
    for (const { name, model } of rolloutsOfDemo) traffic.set(name, usersOf(gateway.url, name, model));
    for (const { name } of rolloutsOfDemo) {
      await slipstreamCli(['rollout', 'start', name, '--why', 'the demo'], admin, () => {});
    }
    const ends = Promise.all(rolloutsOfDemo.map(async (rollout) => await follow(admin, rollout, urls)));
    const stopped = new Promise<'stopped'>((resolve) =>
      stop.signal.addEventListener('abort', () => resolve('stopped')),
    );
    const codes = await Promise.race([ends, stopped]);
    if (codes === 'stopped') return 130;
    for (const { name } of rolloutsOfDemo) {
      console.log(endInWords(name, await eventsOf(admin, name), traffic.get(name)));
    }
    await printLog(admin);
    return rolloutsOfDemo.every(({ exitCode }, index) => codes[index] === exitCode) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await Promise.all([...traffic.values()].map((one) => one[Symbol.asyncDispose]()));
    await Promise.all(children.map((child) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startServers(children: RunningChild[]): Promise<ReadonlyMap<string, string>> {
  const started = rolloutServers.map(async ({ variant, speculator, base }) => {
    const args = ['--speculator', speculator, '--base', base, '--port', '0', '--time-scale', String(TIME_SCALE)];
    const child = await startChild(`The emulator of ${variant}`, app('emulator'), args);
    children.push(child);
    return [variant, child.url] as const;
  });
  return new Map(await Promise.all(started));
}

/** Each with sessions of its own, as many for either arm: a minute of pure chance would not level their load. */
function usersOf(gateway: string, name: string, model: string): SteadyTraffic {
  const sessionOf = pairedSessions(`${name}.1`);
  return new SteadyTraffic({ urls: () => [gateway], users: USERS_PER_MODEL, model, sessionOf });
}

/** Prints where it stands, every few seconds and whenever it moves, and breaks its server where the plan says so. Resolves with how it ended. */
async function follow(
  admin: DemoAdmin,
  { name, failsInStep }: DemoRollout,
  urls: ReadonlyMap<string, string>,
): Promise<number> {
  const beganAtMs = performance.now();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let revision = -1;
  let isSound = true;
  return await slipstreamCli(['rollout', 'watch', name, '--json'], admin, (line) => {
    const rollout = JSON.parse(line) as ShownRollout;
    const now = performance.now();
    if (rollout.revision !== revision || now - shownAtMs > SHOW_EVERY_MS) {
      console.log(lineOf(rollout, (now - beganAtMs) / 1000));
      shownAtMs = now;
      ({ revision } = rollout);
    }
    if (!isSound || rollout.phase !== 'running' || rollout.step !== failsInStep) return;
    isSound = false;
    breakServer(name, urls.get(name) ?? '');
  });
}

/** From now on every third request to it fails. */
function breakServer(name: string, url: string): void {
  console.log(`       ${name.padEnd(8)}── its server begins to fail every third request ──`);
  const body = JSON.stringify({ faults: [{ kind: 'internal', share: 0.33 }] });
  const headers = { 'content-type': 'application/json' };
  void fetch(`${url}/emulator/faults`, { method: 'POST', headers, body });
}

async function eventsOf({ url, key }: DemoAdmin, name: string): Promise<readonly ShownEvent[]> {
  const headers = { authorization: `Bearer ${key}` };
  const response = await fetch(`${url}/api/v1/rollouts/${name}/events`, { headers });
  return ((await response.json()) as { events: readonly ShownEvent[] }).events;
}

async function printLog(admin: DemoAdmin): Promise<void> {
  console.log('\nThe audit log, which keeps who, when, why and the numbers of each decision:');
  for (const { name } of rolloutsOfDemo) {
    console.log(`\n  ${name}`);
    await slipstreamCli(['rollout', 'log', name], admin, (line) => console.log(`  ${line}`));
  }
}
