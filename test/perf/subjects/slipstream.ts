import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicModel } from '../load/chat-bodies.ts';
import { freePort } from '../processes/free-port.ts';
import { serve } from '../processes/serve.ts';
import type { Subject, SubjectName, SubjectSetting } from './subject.ts';

const script = join(import.meta.dirname, '..', '..', '..', 'apps', 'gateway', 'src', 'main.ts');

/** The gateway with everything on that it ships with, and this share of the traces kept. */
export function slipstream(name: SubjectName & `slipstream${string}`, sampleRatio: number): Subject {
  return {
    name,
    isNode: true,
    isVariation: name !== 'slipstream',
    isOurs: true,
    prepare: async () =>
      `metering, metrics, ledger in SQLite, access log at info to a file, experiment over two variants, ${sampleRatio * 100} % of traces by OTLP`,
    async start(setting) {
      const port = await freePort();
      const file = join(setting.folder, 'slipstream.yaml');
      writeFileSync(file, configuration(port, setting, sampleRatio));
      const command = [...setting.node, script, '--config', file];
      const served = await serve({ command, core: 'proxy', port, logFile: join(setting.folder, 'slipstream.log') });
      return { ...served, target: { host: '127.0.0.1', port, headers: {} } };
    },
  };
}

function configuration(port: number, { upstreamPort, collectorPort }: SubjectSetting, sampleRatio: number): string {
  const engine = `engine: tgi, model: meta-llama/Meta-Llama-3-8B-Instruct, base: llama-3-8b`;
  const replicas = (host: string): string => `replicas: ["http://${host}:${upstreamPort}"]`;
  return `listen: 127.0.0.1:${port}
telemetry:
  log: info
  otlp: { endpoint: "http://127.0.0.1:${collectorPort}", traces: true, metrics: true, sampleRatio: ${sampleRatio} }
models:
  ${publicModel}:
    variants:
      baseline: { ${engine}, ${replicas('127.0.0.1')} }
      mlp: { ${engine}, control: baseline, speculator: { kind: mlp, draftTokens: 4 }, ${replicas('127.0.0.2')} }
    experiment: { seed: perf, unit: request, coverage: 1, weights: { baseline: 1, mlp: 1 } }
`;
}
