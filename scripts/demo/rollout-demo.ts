/** Two rollouts, live: a speculator that is worth it is promoted, one that begins to fail requests is taken back. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type RunningChild } from './child.ts';
import { freePort } from './free-port.ts';
import type { DemoOptions } from './options.ts';
import { slipstreamCli } from './slipstream-cli.ts';
import { SteadyTraffic } from './steady-traffic.ts';

/** The emulated machines run this much faster than the ones they model; every ratio stays what it is. */
const TIME_SCALE = 3;
const USERS_PER_MODEL = 6;
const SHOW_EVERY_MS = 3000;
const root = join(import.meta.dirname, '..', '..');
const app = (name: string): string => join(root, 'apps', name, 'src', 'main.ts');

const servers = [
  { variant: 'baseline', speculator: 'none', base: 'llama-3-8b' },
  { variant: 'eagle', speculator: 'eagle', base: 'llama-3-8b' },
  { variant: 'mistral', speculator: 'none', base: 'mistral-7b' },
  { variant: 'medusa', speculator: 'medusa', base: 'mistral-7b' },
] as const;

/** The rollouts, and the model of each. */
const rollouts = { eagle: 'llama', medusa: 'mistral' } as const;

export async function rolloutDemo({ port }: DemoOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-demo-'));
  const children: RunningChild[] = [];
  const traffic: SteadyTraffic[] = [];
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  try {
    const urls = await startServers(children);
    const key = `sk-${randomBytes(16).toString('hex')}`;
    const [gatewayPort, adminPort] = [await freePort(port), await freePort(9090)];
    const config = join(folder, 'slipstream.yaml');
    writeFileSync(config, rolloutConfig(urls, adminPort, key));
    const gateway = await startChild('The gateway', app('gateway'), [
      '--config',
      config,
      '--port',
      String(gatewayPort),
    ]);
    children.push(gateway);
    const admin = { url: `http://127.0.0.1:${adminPort}`, key };
    printHowToLead(gateway.url, admin);
    for (const model of Object.values(rollouts)) {
      traffic.push(new SteadyTraffic({ urls: () => [gateway.url], users: USERS_PER_MODEL, model }));
    }
    for (const name of Object.keys(rollouts)) {
      await slipstreamCli(['rollout', 'start', name, '--why', 'the demo'], admin, () => {});
    }
    const ends = Promise.all([
      follow(admin, 'eagle', () => {}),
      follow(admin, 'medusa', () => breakServer('medusa', urls.get('medusa') ?? '')),
    ]);
    const stopped = new Promise<'stopped'>((resolve) =>
      stop.signal.addEventListener('abort', () => resolve('stopped')),
    );
    const codes = await Promise.race([ends, stopped]);
    if (codes === 'stopped') return 130;
    await printLog(admin);
    // 0: promoted. 3: rolled back.
    return codes[0] === 0 && codes[1] === 3 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await Promise.all(traffic.map((one) => one[Symbol.asyncDispose]()));
    await Promise.all(children.map((child) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startServers(children: RunningChild[]): Promise<ReadonlyMap<string, string>> {
  console.log(`Starting ${servers.length} emulated TGI servers (${TIME_SCALE} × as fast as the machines they model) …`);
  const started = servers.map(async ({ variant, speculator, base }) => {
    const args = ['--speculator', speculator, '--base', base, '--port', '0', '--time-scale', String(TIME_SCALE)];
    const child = await startChild(`The emulator of ${variant}`, app('emulator'), args);
    children.push(child);
    return [variant, child.url] as const;
  });
  return new Map(await Promise.all(started));
}

function rolloutConfig(urls: ReadonlyMap<string, string>, adminPort: number, key: string): string {
  const variant = (name: string, fields: string): string =>
    `      ${name}: { engine: tgi, model: ${name}, ${fields}, replicas: ['${urls.get(name)}'] }`;
  // Short blocks, few of them and a wide TTFT, so that it is over while you watch; the defaults take half an hour and more.
  const short = 'block: 500ms, minBlocks: 12, minRequests: 60, soak: 5s, rollbackWindow: 10s';
  const steps = '[{ coverage: 25% of matched, hold: 5s }, { coverage: matched, hold: 5s }]';
  const guardrails = '{ ttft: { limit: 0.5 }, errors: { budget: 15 }, load: { limit: 0.25 } }';
  return `admin: { listen: '127.0.0.1:${adminPort}', keys: { demo: { secret: ${key}, role: admin } } }
telemetry: { log: error }
models:
  llama:
    variants:
${variant('baseline', 'base: llama-3-8b')}
${variant('eagle', 'base: llama-3-8b, control: baseline, speculator: eagle')}
  mistral:
    variants:
${variant('mistral', 'base: mistral-7b')}
${variant('medusa', 'base: mistral-7b, control: mistral, speculator: medusa')}
rollouts:
${Object.entries(rollouts)
  .map(
    ([name, model]) =>
      `  ${name}: { model: ${model}, candidate: ${name}, ${short}, steps: ${steps}, guardrails: ${guardrails} }`,
  )
  .join('\n')}
`;
}

interface Admin {
  readonly url: string;
  readonly key: string;
}

function printHowToLead(gateway: string, { url, key }: Admin): void {
  console.log(`
Two rollouts through ${gateway}: eagle, which is worth it, and medusa, whose server begins to fail in its second step.
Lead them yourself from another terminal:

  export SLIPSTREAM_ADMIN=${url} SLIPSTREAM_ADMIN_KEY=${key}
  npm run slipstream -- rollout watch eagle
`);
}

/** What `rollout watch --json` prints. */
interface Rollout {
  readonly phase: string;
  readonly step: number | null;
  readonly steps: number;
  readonly revision: number;
  readonly sentence: string;
}

/** Prints where it stands, every few seconds and whenever it moves; `inSecondStep` is called once. Resolves with how it ended. */
async function follow(admin: Admin, name: string, inSecondStep: () => void): Promise<number> {
  const beganAtMs = performance.now();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let revision = -1;
  let isIn = false;
  return await slipstreamCli(['rollout', 'watch', name, '--json'], admin, (line) => {
    const rollout = JSON.parse(line) as Rollout;
    const now = performance.now();
    if (rollout.revision !== revision || now - shownAtMs > SHOW_EVERY_MS) {
      const seconds = String(Math.round((now - beganAtMs) / 1000)).padStart(3);
      const step = rollout.step === null ? '' : ` ${rollout.step}/${rollout.steps}`;
      console.log(`${seconds} s  ${name.padEnd(8)}${(rollout.phase + step).padEnd(13)}${rollout.sentence}`);
      shownAtMs = now;
      ({ revision } = rollout);
    }
    if (isIn || rollout.phase !== 'running' || rollout.step !== 2) return;
    isIn = true;
    inSecondStep();
  });
}

/** From now on every third request to it fails. */
function breakServer(name: string, url: string): void {
  console.log(`       ${name.padEnd(8)}its server begins to fail: every third request`);
  const body = JSON.stringify({ faults: [{ kind: 'internal', share: 0.33 }] });
  const headers = { 'content-type': 'application/json' };
  void fetch(`${url}/emulator/faults`, { method: 'POST', headers, body });
}

async function printLog(admin: Admin): Promise<void> {
  console.log('\nThe audit log:');
  for (const name of Object.keys(rollouts)) {
    console.log(`\n  ${name}`);
    await slipstreamCli(['rollout', 'log', name], admin, (line) => console.log(`  ${line}`));
  }
}
