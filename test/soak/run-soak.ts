import { setTimeout as sleep } from 'node:timers/promises';
import { abortStorm } from '../support/abort-storm.ts';
import { MetricsReading } from '../support/metrics-reading.ts';
import { ProcessInspector } from '../support/process-inspector.ts';
import type { LiveState } from '../support/process-inspector.ts';
import { seededRandom } from '../support/seeded-random.ts';
import type { Emulator } from '../support/start.ts';
import { until } from '../support/until.ts';
import { injectedFaults } from './injected-faults.ts';
import type { SoakOptions } from './options.ts';
import { sampleProcess } from './process-sample.ts';
import type { SoakFleet } from './soak-fleet.ts';
import type { LoadSample, SoakResult } from './soak-result.ts';
import { SoakTraffic } from './soak-traffic.ts';

const sampleEveryMs = 10_000;
const seed = 20_261_122;
/** Pools, parsers and compiled code are there after these, and stay. */
const firstStorm = 2000;
const stormStreams = 10_000;
const stormTogether = 100;
/** Longer than the gateway keeps an idle connection to an engine. */
const idleForMs = 7000;

/** Loads the fleet, lets it become idle, then has thousands of clients leave it, and tells what was seen of all that. */
export async function runSoak(
  fleet: SoakFleet,
  options: SoakOptions,
  say: (sample: LoadSample) => void,
): Promise<SoakResult> {
  const { gateway, engines } = fleet;
  const { minutes, streams } = options;
  for (const engine of engines.baseline) await engine.setFaults(injectedFaults.baseline);
  for (const engine of engines.mlp) await engine.setFaults(injectedFaults.mlp);
  const filesBefore = await idleFiles(fleet);
  const traffic = new SoakTraffic({ url: gateway.url, streams, random: seededRandom(seed) });
  const samples = await watchLoad(fleet, traffic, { forMs: minutes * 60_000, say });
  await traffic.stop();
  const filesAfter = await idleFiles(fleet);
  const metrics = await MetricsReading.read(gateway.url);
  return {
    minutes,
    streams,
    samples,
    files: { before: filesBefore, after: filesAfter },
    inFlightAtEnd: metrics.sum('slipstream_requests_in_flight'),
    tokens: traffic.tokens,
    seen: traffic.endings,
    counted: metrics.by('outcome', 'slipstream_requests_total'),
    struck: await struckRequests(fleet),
    storm: await weatherStorm(fleet),
    isAlive: gateway.alive,
    complaints: gateway.complaints,
  };
}

interface WatchOptions {
  readonly forMs: number;
  readonly say: (sample: LoadSample) => void;
}

async function watchLoad(
  { gateway }: SoakFleet,
  traffic: SoakTraffic,
  { forMs, say }: WatchOptions,
): Promise<LoadSample[]> {
  using inspector = await ProcessInspector.attach(gateway.inspector ?? '');
  const samples: LoadSample[] = [];
  const startedAtMs = performance.now();
  for (let dueMs = sampleEveryMs; dueMs <= forMs && gateway.alive; dueMs += sampleEveryMs) {
    await sleep(startedAtMs + dueMs - performance.now());
    const metrics = await MetricsReading.read(gateway.url);
    const natural = sampleProcess(gateway.pid);
    const heapBytes = await inspector.collectGarbage();
    const { residentBytes } = sampleProcess(gateway.pid);
    const sample = {
      atSeconds: dueMs / 1000,
      ...natural,
      collected: { residentBytes, heapBytes },
      inFlight: metrics.sum('slipstream_requests_in_flight'),
      visits: traffic.visits,
    };
    samples.push(sample);
    say(sample);
  }
  return samples;
}

/** The fewest within a few seconds: probes and scrapes open and close connections of their own all the time. */
async function idleFiles({ gateway }: SoakFleet): Promise<number> {
  let fewest = Infinity;
  const endsAtMs = performance.now() + idleForMs;
  while (performance.now() < endsAtMs) {
    await sleep(100);
    fewest = Math.min(fewest, sampleProcess(gateway.pid).files);
  }
  return fewest;
}

async function struckRequests({ engines }: SoakFleet): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const engine of allOf(engines)) {
    for (const [kind, count] of Object.entries(await engine.struck())) sums[kind] = (sums[kind] ?? 0) + count;
  }
  return sums;
}

async function weatherStorm({ gateway, engines }: SoakFleet): Promise<SoakResult['storm']> {
  for (const engine of allOf(engines)) await engine.setFaults([]);
  using inspector = await ProcessInspector.attach(gateway.inspector ?? '');
  const random = seededRandom(seed);
  await abortStorm(gateway.url, { count: firstStorm, together: stormTogether, random });
  const before = await idleState(gateway.url, inspector);
  const goneBefore = await countGone(gateway.url);
  await abortStorm(gateway.url, { count: stormStreams, together: stormTogether, random });
  const after = await idleState(gateway.url, inspector);
  return { streams: stormStreams, before, after, gone: (await countGone(gateway.url)) - goneBefore };
}

async function idleState(url: string, inspector: ProcessInspector): Promise<LiveState> {
  await until(
    async () => (await MetricsReading.read(url)).sum('slipstream_requests_in_flight') === 0,
    'requests are still under way',
  );
  // Idle connections to the engines are closed in this time.
  await sleep(idleForMs);
  return await inspector.liveState();
}

function allOf({ baseline, mlp }: SoakFleet['engines']): readonly Emulator[] {
  return [...baseline, ...mlp];
}

async function countGone(url: string): Promise<number> {
  return (await MetricsReading.read(url)).sum('slipstream_requests_total', { outcome: 'client_gone' });
}
