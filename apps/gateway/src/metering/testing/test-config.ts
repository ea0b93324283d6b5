import { formatIssues, parseConfig } from '@slipstream/config';
import type { Config, EngineName } from '@slipstream/config';

export interface TestConfigOptions {
  readonly mlpReplicas?: readonly string[];
  readonly mlpEngine?: EngineName;
  readonly telemetry?: string;
}

/**
 * The published set-up: a control and an MLP speculator of the same base model, and a Medusa whose only possible control
 * here is of another one. `mlpReplicas` are URLs.
 */
export function testConfig(options: TestConfigOptions = {}): Config {
  const { mlpReplicas = ['http://127.0.0.1:8082'], mlpEngine = 'tgi', telemetry = '{}' } = options;
  const parsed = parseConfig(`
telemetry: ${telemetry}
scrape: { interval: 5s, timeout: 2s }
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: meta-llama/Meta-Llama-3-8B-Instruct, base: llama-3-8b, replicas: [http://127.0.0.1:8081] }
      mlp: { engine: ${mlpEngine}, model: ibm-fms/llama3-8b-accelerator, base: llama-3-8b, control: baseline, speculator: { kind: mlp, draftTokens: 4 }, replicas: [${mlpReplicas.join(', ')}] }
      medusa: { engine: tgi, model: mistral-medusa, base: mistral-7b, speculator: medusa, replicas: [http://127.0.0.1:8083] }
    experiment: { seed: launch, weights: { baseline: 1, mlp: 1, medusa: 1 }, allowForced: true }
`);
  if (!parsed.ok) throw new Error(formatIssues(parsed.issues));
  return parsed.config;
}
