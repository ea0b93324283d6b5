import { startDiscardingCollector } from '../perf/processes/discarding-collector.ts';
import { GatewayChild } from '../support/gateway-child.ts';
import { startEmulator } from '../support/start.ts';
import type { Emulator } from '../support/start.ts';

/** Twice as fast as the emulated machine: about 100 events per second and stream. */
const engineArgs = ['--time-scale', '2', '--jitter', '0.1', '--max-concurrent-requests', '1000'];
const dialects = {
  baseline: ['--dialect', 'tgi-2.2'],
  mlp: ['--dialect', 'tgi-3.3', '--speculator', 'mlp'],
} as const;
const seeds = ['1', '2'];

export type SoakVariant = keyof typeof dialects;

/** Two variants of two emulated replicas each behind a gateway that has everything on. */
export interface SoakFleet {
  readonly gateway: GatewayChild;
  readonly engines: Readonly<Record<SoakVariant, readonly Emulator[]>>;
  stop(): Promise<void>;
}

export async function startSoakFleet(): Promise<SoakFleet> {
  const collector = await startDiscardingCollector();
  const engines = { baseline: await startReplicas('baseline'), mlp: await startReplicas('mlp') };
  const gateway = await GatewayChild.start(configuration(engines, collector.port), {
    nodeArgs: ['--inspect=127.0.0.1:0'],
  });
  return {
    gateway,
    engines,
    async stop() {
      await gateway[Symbol.asyncDispose]();
      await Promise.all([...engines.baseline, ...engines.mlp].map((engine) => engine.stop()));
      collector.stop();
    },
  };
}

async function startReplicas(variant: SoakVariant): Promise<Emulator[]> {
  const args = [...engineArgs, ...dialects[variant]];
  return await Promise.all(seeds.map((seed) => startEmulator(...args, '--seed', seed)));
}

/** Metrics, log at info, traces and hedging: whatever could leak has its chance. */
function configuration(engines: SoakFleet['engines'], collectorPort: number): string {
  const replicas = (name: SoakVariant): string => engines[name].map(({ url }) => `"${url}"`).join(', ');
  return `
hedge: { enabled: true, quantile: 0.95 }
telemetry:
  log: info
  otlp: { endpoint: "http://127.0.0.1:${collectorPort}", traces: true, metrics: true, sampleRatio: 0.1 }
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: m, base: llama-3-8b, replicas: [${replicas('baseline')}] }
      mlp:
        { engine: tgi, model: m, base: llama-3-8b, control: baseline, speculator: mlp, replicas: [${replicas('mlp')}] }
    experiment: { allowForced: true, weights: { baseline: 1, mlp: 1 } }
`;
}
