import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayProcess } from '../../../apps/gateway/src/testing/gateway-process.ts';
import { startRecordingEngine } from '../../support/recording-engine.ts';
import type { RecordingEngine } from '../../support/recording-engine.ts';

export interface Fortress extends AsyncDisposable {
  readonly url: string;
  readonly engine: RecordingEngine;
  /** What the gateway has logged so far. */
  log(): string;
}

export const chat: string = JSON.stringify({
  model: 'tgi',
  messages: [{ role: 'user', content: 'Hello' }],
  max_tokens: 5,
});

/** A gateway in a process of its own, in front of one engine that keeps what reaches it. `top`: top-level YAML. */
export async function startFortress(top = ''): Promise<Fortress> {
  const engine = await startRecordingEngine();
  const folder = mkdtempSync(join(tmpdir(), 'slipstream-fortress-'));
  writeFileSync(join(folder, 'slipstream.yaml'), yamlFor(engine.url, top));
  const gateway = new GatewayProcess([], folder);
  return {
    url: await gateway.ready(),
    engine,
    log: () => gateway.stderr,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

function yamlFor(engineUrl: string, top: string): string {
  return `
listen: 127.0.0.1:0
${top}
models:
  tgi:
    variants: { baseline: { engine: tgi, model: m, replicas: ["${engineUrl}"] } }
    experiment: { allowForced: true }
`;
}
