/** The main job in one command: emulated TGI replicas, the gateway in front of them, the bench through it, the table. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, type RunningChild } from './child.ts';
import { freePort } from './free-port.ts';
import { gatewayConfig } from './gateway-config.ts';
import { parseDemoOptions, usage, type DemoOptions } from './options.ts';
import { demoReplicas, type DemoReplica } from './replicas.ts';
import { rolloutDemo } from './rollout-demo.ts';

/** The emulated machines run this much faster than the ones they model; every ratio stays what it is. */
const TIME_SCALE = 4;
const root = join(import.meta.dirname, '..', '..');
const app = (name: string): string => join(root, 'apps', name, 'src', 'main.ts');

const options = parseDemoOptions(process.argv.slice(2));
if ('problem' in options) {
  console.error(`${options.problem}\n\n${usage}`);
  process.exit(2);
}
process.exit(await (options.rollout ? rolloutDemo(options) : demo(options)));

async function demo(options: DemoOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-demo-'));
  const children: RunningChild[] = [];
  const stopped = new Promise<'stopped'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('stopped'));
  });
  try {
    const replicas = await startReplicas(children);
    const gateway = await startGateway(options, folder, replicas, children);
    const bench = await Promise.race([runBench(gateway.url, replicas, options.out), stopped]);
    if (bench === 'stopped') return 130;
    if (bench !== 0) return bench;
    printWhereToLook(gateway.url, replicas, options);
    if (!options.exit) await stopped;
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

type StartedReplica = DemoReplica & { readonly url: string };

async function startReplicas(children: RunningChild[]): Promise<readonly StartedReplica[]> {
  console.log(
    `Starting ${demoReplicas.length} emulated TGI replicas (${TIME_SCALE} × as fast as the machines they model) …`,
  );
  return Promise.all(
    demoReplicas.map(async (replica) => {
      const speculator = ['--speculator', replica.speculator, '--model-id', replica.modelId, '--base', replica.base];
      const args = ['--dialect', 'tgi-2.2', ...speculator, '--port', '0', '--time-scale', String(TIME_SCALE)];
      const child = await startChild(`The emulator of ${replica.variant}`, app('emulator'), args);
      children.push(child);
      return { ...replica, url: child.url };
    }),
  );
}

async function startGateway(
  options: DemoOptions,
  folder: string,
  replicas: readonly StartedReplica[],
  children: RunningChild[],
): Promise<RunningChild> {
  const config = join(folder, 'slipstream.yaml');
  writeFileSync(config, gatewayConfig(replicas));
  const port = await freePort(options.port);
  if (port !== options.port) console.log(`Port ${options.port} is taken: the gateway listens on ${port}.`);
  const gateway = await startChild('The gateway', app('gateway'), ['--config', config, '--port', String(port)]);
  children.push(gateway);
  return gateway;
}

/**
 * One user per variant at the same time, ten one variant after the other: forty streams would be more than two cores can
 * emulate, relay and measure without being late. Resolves with the bench's exit code; its progress and its table go straight to our terminal.
 */
function runBench(gateway: string, replicas: readonly StartedReplica[], out: string | null): Promise<number> {
  console.log(`Measuring through ${gateway} …\n`);
  const perReplica = replicas.flatMap((replica) => [
    '--metrics',
    `${replica.variant}=${replica.url}`,
    '--base',
    `${replica.variant}=${replica.base}`,
    ...(replica.control === null ? [] : ['--control', `${replica.variant}=${replica.control}`]),
  ]);
  const variants = replicas.map((replica) => replica.variant).join(',');
  const load = [
    '--vus',
    '1,10',
    '--requests',
    '24,60',
    '--warmup',
    '2',
    '--max-tokens',
    '200',
    '--arms',
    'together,apart',
  ];
  const keep = out === null ? [] : ['--out', out];
  const args = ['run', '--via', gateway, '--model', 'tgi', '--variants', variants, ...perReplica, ...load, ...keep];
  const child = spawn(process.execPath, [app('bench'), ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function printWhereToLook(gateway: string, replicas: readonly StartedReplica[], options: DemoOptions): void {
  console.log(`
Acceleration counts tokens per forward pass; users wait in seconds. speed-up = acceleration / step cost.
`);
  if (options.out !== null)
    console.log(`Kept in ${options.out}: acceleration.json, acceleration.md, acceleration.svg, requests.jsonl\n`);
  if (options.exit) return;
  console.log(`Try it yourself (add -i to see in the headers which variant answered):

  curl -i ${gateway}/v1/chat/completions -H 'Content-Type: application/json' -d '{
    "model": "tgi", "max_tokens": 250,
    "messages": [{ "role": "user", "content": "What is deep learning?" }] }'

  gateway   ${gateway}   /v1/models · /ready · /metrics
${replicas.map((replica) => `  ${replica.variant.padEnd(9)} ${replica.url}   ${replica.modelId}`).join('\n')}

Serving until Ctrl-C.`);
}
