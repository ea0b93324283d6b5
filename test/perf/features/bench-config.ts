import { parseConfig } from '@slipstream/config';
import type { Config } from '@slipstream/config';

const yaml = `models:
  tgi:
    variants:
      baseline: { engine: tgi, model: m, base: b, replicas: ["http://127.0.0.1:1"] }
      mlp: { engine: tgi, model: m, base: b, control: baseline, speculator: { kind: mlp, draftTokens: 4 }, replicas: ["http://127.0.0.1:2"] }
    experiment: { seed: perf, unit: request, coverage: 1, weights: { baseline: 1, mlp: 1 } }
`;

/** A model of two variants, for what needs a configuration. */
export function benchConfig(): Config {
  const parsed = parseConfig(yaml);
  if (!parsed.ok) throw new Error('the configuration of the micro-benchmarks is not valid');
  return parsed.config;
}
