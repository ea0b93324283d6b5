import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayChild } from '../support/gateway-child.ts';
import { startEmulator } from '../support/start.ts';
import type { Emulator } from '../support/start.ts';
import { dialects } from './dialects.ts';
import type { Dialect } from './dialects.ts';

/** Ten times as fast as the emulated machine. */
const pace = ['--time-scale', '10', '--jitter', '0.1'];
/** Two each, so that there is another one to try again at, or to hedge with. */
const seeds = ['1', '2'] as const;

/** Every dialect behind one gateway with a ledger. */
export interface ReconcileFleet {
  readonly gateway: GatewayChild;
  readonly ledgerFile: string;
  /** By variant and name of the replica. */
  readonly engines: ReadonlyMap<string, ReadonlyMap<string, Emulator>>;
  stop(): Promise<void>;
}

export async function startReconcileFleet(): Promise<ReconcileFleet> {
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-reconcile-'));
  const ledgerFile = join(folder, 'ledger.db');
  const engines = new Map<string, ReadonlyMap<string, Emulator>>();
  const stopEngines = async (): Promise<void> => {
    const emulators = [...engines.values()].flatMap((replicas) => [...replicas.values()]);
    await Promise.all(emulators.map((emulator) => emulator.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const dialect of dialects) engines.set(dialect.variant, await startReplicas(dialect));
    const gateway = await GatewayChild.start(configuration(engines, ledgerFile));
    const stop = async (): Promise<void> => {
      await gateway[Symbol.asyncDispose]();
      await stopEngines();
    };
    return { gateway, ledgerFile, engines, stop };
  } catch (error) {
    await stopEngines();
    throw error;
  }
}

async function startReplicas({ variant, args }: Dialect): Promise<ReadonlyMap<string, Emulator>> {
  const started = seeds.map(async (seed) => {
    const emulator = await startEmulator(...args, ...pace, '--seed', seed);
    return [`${variant}-${seed}`, emulator] as const;
  });
  return new Map(await Promise.all(started));
}

/**
 * Circuits stay closed and the budget of second tries is large: a run in which everybody rests shows nothing. The first page
 * of an engine is where counting begins: it must not be missed on a busy machine.
 */
function configuration(engines: ReconcileFleet['engines'], ledgerFile: string): string {
  const variants = dialects.map(({ variant, engine, speculator }) => {
    const replicas = [...(engines.get(variant) ?? [])].map(([name, { url }]) => `{ name: ${name}, url: "${url}" }`);
    return `      ${variant}: { engine: ${engine}, model: meta-llama/Meta-Llama-3-8B-Instruct, base: l, speculator: ${speculator}, replicas: [${replicas.join(', ')}] }`;
  });
  return `
database: { path: ${ledgerFile} }
scrape: { interval: 1s, timeout: 1s }
health: { minSuccessRatio: 0, outlierMargin: 1 }
retry: { share: 0.5, floor: 1000 }
hedge: { enabled: true, quantile: 0.95, minSamples: 10 }
telemetry: { log: warn }
models:
  m:
    variants:
${variants.join('\n')}
    experiment: { seed: reconcile, weights: { ${dialects.map(({ variant }) => `${variant}: 1`).join(', ')} }, allowForced: true }
`;
}
