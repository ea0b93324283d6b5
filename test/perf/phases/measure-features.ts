import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pinned } from '../processes/cores.ts';
import type { FeatureCost } from './feature-cost.ts';

const script = join(import.meta.dirname, '..', 'features.ts');

/** Runs the micro-benchmarks in processes of their own, on the proxy's core. */
export function measureFeatures({ quick }: { readonly quick: boolean }): FeatureCost[] {
  const flags = ['--json', ...(quick ? ['--quick'] : [])];
  return [...measured(flags), ...measured([...flags, '--kept'])];
}

function measured(flags: readonly string[]): FeatureCost[] {
  const [file = '', ...args] = pinned('proxy', [process.execPath, script, ...flags]);
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the micro-benchmarks of the features failed:\n${stderr}`);
  return JSON.parse(stdout) as FeatureCost[];
}
