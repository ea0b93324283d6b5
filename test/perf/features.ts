/**
 * What each feature of the hot path costs by itself: `node features.ts [--quick] [--json] [--kept]`. With `--kept` only
 * the spans that are kept, which need a process of their own.
 */
import { parseArgs } from 'node:util';
import { bodyFeatures } from './features/body-features.ts';
import type { Feature } from './features/feature.ts';
import { settleFeatures } from './features/settle-features.ts';
import { spanFeature } from './features/span-features.ts';
import { streamFeatures } from './features/stream-features.ts';
import type { FeatureCost } from './phases/feature-cost.ts';
import { markdownTable } from './report/markdown-table.ts';

const repetitions = 7;

/** Calls until `forMs` are over, per call, in microseconds of CPU time: what others did on this core is not in it. */
function costOf(once: () => void, forMs: number): number {
  const batch = 64;
  let calls = 0;
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  while (performance.now() < startedAtMs + forMs) {
    for (let count = 0; count < batch; count += 1) once();
    calls += batch;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

function measure({ name, once }: Feature, forMs: number): FeatureCost {
  costOf(once, forMs * 3);
  const found = Array.from({ length: repetitions }, () => costOf(once, forMs)).sort((a, b) => a - b);
  return { feature: name, microseconds: found[Math.floor(repetitions / 2)] ?? Number.NaN };
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    kept: { type: 'boolean', default: false },
  },
});
const features = values.kept
  ? [await spanFeature(1)]
  : [...bodyFeatures(), ...streamFeatures(), ...settleFeatures(), await spanFeature(0)];
const costs = features.map((feature) => measure(feature, values.quick ? 15 : 60));
const table = markdownTable(
  ['feature', 'µs'],
  costs.map(({ feature, microseconds }) => [feature, microseconds.toFixed(2)]),
);
process.stdout.write(`${values.json ? JSON.stringify(costs) : table}\n`, () => {
  // Exporters of spans would go on trying for seconds.
  process.exit(0);
});
