import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OtlpReceiver } from '../../../apps/gateway/src/telemetry/testing/otlp-receiver.ts';
import type { ReceivedSpan } from '../../../apps/gateway/src/telemetry/testing/otlp-receiver.ts';
import type { RunningChild } from '../../../scripts/demo/child.ts';
import { freePort } from '../../support/free-port.ts';
import { startEmulator, startGateway } from '../../support/start.ts';
import type { Emulator } from '../../support/start.ts';
import { until } from '../../support/until.ts';

/** deploy/otel/collector.yaml in a real collector, between a gateway and whoever keeps traces and metrics. */

const otelcol = process.env['OTELCOL'] ?? 'otelcol';
const isInstalled = spawnSync(otelcol, ['--version']).status === 0;
const mustBe = process.env['CI'] === 'true';
if (!isInstalled) {
  console.warn(
    `${mustBe ? 'FAILING' : 'SKIPPED'}: no OpenTelemetry collector. deploy/otel/builder.yaml says how to build one; put it on the PATH or name it in OTELCOL.`,
  );
}
const configuration = join(import.meta.dirname, '..', '..', '..', 'deploy', 'otel', 'collector.yaml');
const serverSpan = 2;
const clientSpan = 3;

describe.skipIf(!isInstalled && !mustBe)('the collector', () => {
  let collector: ChildProcess;
  let engines: readonly Emulator[];
  let gateway: RunningChild;
  let tempo: OtlpReceiver;
  let prometheus: OtlpReceiver;

  beforeAll(async () => {
    [tempo, prometheus] = await Promise.all([OtlpReceiver.start(), OtlpReceiver.start()]);
    const [http, grpc, health] = await Promise.all([freePort(), freePort(), freePort()]);
    collector = startCollector({ http, grpc, health }, { tempo, prometheus });
    engines = await Promise.all([
      startEmulator('--time-scale', '20'),
      startEmulator('--time-scale', '20', '--speculator', 'mlp'),
    ]);
    await until(async () => await isHealthy(health), 'the collector never became healthy');
    gateway = await startGateway(`
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: meta-llama/Meta-Llama-3-8B-Instruct, base: llama-3-8b, replicas: ['${engines[0]?.url}'] }
      mlp: { engine: tgi, model: ibm-fms/llama3-8b-accelerator, base: llama-3-8b, control: baseline, speculator: { kind: mlp }, replicas: ['${engines[1]?.url}'] }
    experiment: { seed: collector, weights: { baseline: 1, mlp: 1 }, allowForced: true }
telemetry: { otlp: { endpoint: 'http://127.0.0.1:${http}', sampleRatio: 1, metrics: true } }
`);
    for (const variant of ['baseline', 'mlp']) await ask(gateway.url, variant);
    // What waits is sent when the gateway ends.
    await gateway.stop();
  }, 60_000);

  afterAll(async () => {
    collector?.kill('SIGTERM');
    await Promise.all((engines ?? []).map((engine) => engine.stop()));
    await Promise.all([tempo?.stop(), prometheus?.stop()]);
  });

  it('hands each request on as one trace: request, decision, attempt, first token', async () => {
    await until(async () => tempo.spans.length === 4, 'the traces never came');
    for (const variant of ['baseline', 'mlp']) {
      const [request, attempt] = traceOf(tempo.spans, variant);
      expect(attempt.parentSpanId).toBe(request.spanId);
      expect(request.resource).toMatchObject({ 'service.name': 'slipstream-gateway' });
      expect(request.attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'tgi',
        'gen_ai.request.model': 'tgi',
        'gen_ai.usage.output_tokens': 40,
        'slipstream.speculation.method': variant === 'mlp' ? 'estimated' : 'derived',
      });
      const [decision] = request.events;
      expect(decision).toMatchObject({ name: 'slipstream.decision', attributes: { 'slipstream.variant': variant } });
      const [firstToken] = attempt.events;
      expect(firstToken?.name).toBe('slipstream.first_token');
      const moments = [
        request.startNanos,
        decision?.atNanos,
        attempt.startNanos,
        firstToken?.atNanos,
        attempt.endNanos,
      ];
      expect(moments).toEqual(moments.toSorted((a, b) => Number((a ?? 0n) - (b ?? 0n))));
    }
  });

  it('hands the metrics on', async () => {
    const tokens = 'slipstream_completion_tokens_total';
    await until(async () => prometheus.metrics.some(({ name }) => name === tokens), 'the metrics never came');
    const points = prometheus.metrics.findLast(({ name }) => name === tokens)?.points ?? [];
    expect(points.map(({ value }) => value)).toEqual([40, 40]);
  });
});

interface Ports {
  readonly http: number;
  readonly grpc: number;
  readonly health: number;
}

function startCollector(
  { http, grpc, health }: Ports,
  { tempo, prometheus }: { readonly tempo: OtlpReceiver; readonly prometheus: OtlpReceiver },
): ChildProcess {
  const child = spawn(
    otelcol,
    [
      `--config=${configuration}`,
      // In a container the ports are its own; here they are whichever are free.
      `--set=receivers.otlp.protocols.http.endpoint=127.0.0.1:${http}`,
      `--set=receivers.otlp.protocols.grpc.endpoint=127.0.0.1:${grpc}`,
      '--set=service.telemetry.logs.level=warn',
      `--set=extensions.health_check.endpoint=127.0.0.1:${health}`,
    ],
    {
      env: { TEMPO_ENDPOINT: tempo.endpoint, PROMETHEUS_OTLP_ENDPOINT: prometheus.endpoint },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  void once(child, 'error').then(([error]) => console.error(error));
  return child;
}

async function isHealthy(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function ask(gateway: string, variant: string): Promise<void> {
  const response = await fetch(`${gateway}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-slipstream-variant': variant },
    body: JSON.stringify({
      model: 'tgi',
      messages: [{ role: 'user', content: 'What is deep learning?' }],
      max_tokens: 40,
      stream: true,
    }),
  });
  await response.text();
}

function traceOf(spans: readonly ReceivedSpan[], variant: string): readonly [ReceivedSpan, ReceivedSpan] {
  const of = (kind: number): ReceivedSpan => {
    const found = spans.filter((span) => span.kind === kind && span.attributes['slipstream.variant'] === variant);
    const [span] = found;
    if (span === undefined || found.length > 1) throw new Error(`${found.length} spans of kind ${kind} for ${variant}`);
    return span;
  };
  return [of(serverSpan), of(clientSpan)];
}
