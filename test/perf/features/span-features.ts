import type { RequestRecord } from '../../../apps/gateway/src/metering/request-record.ts';
import { requestFigures } from '../../../apps/gateway/src/metering/request-figures.ts';
import { attempt, decisionFor, settledRecord } from '../../../apps/gateway/src/metering/testing/test-records.ts';
import { createLogger } from '../../../apps/gateway/src/telemetry/logger.ts';
import { startTelemetry } from '../../../apps/gateway/src/telemetry/telemetry.ts';
import type { Tracing } from '../../../apps/gateway/src/telemetry/tracing.ts';
import { benchConfig } from './bench-config.ts';
import type { Feature } from './feature.ts';

/** Nobody listens there: spans are made and dropped, which leaves out what serialising and sending them costs. */
const endpoint = 'http://127.0.0.1:9';

/** The two spans of a request with one attempt. One ratio per process: OpenTelemetry has one provider only. */
export async function spanFeature(sampleRatio: 0 | 1): Promise<Feature> {
  const { tracing } = await startTelemetry({
    config: {
      otlp: { endpoint, traces: true, metrics: false, sampleRatio, headers: {} },
      log: 'silent',
      semconv: 'gen_ai',
    },
    version: '0',
    clock: { now: () => performance.now(), wallTime: () => Date.now() },
    random: Math.random,
    logger: createLogger('silent', { write: () => undefined }),
    page: async () => '',
  });
  const config = benchConfig();
  const decision = decisionFor(config, 'mlp');
  const kept = sampleRatio === 1 ? 'kept' : 'not kept';
  return {
    name: `trace of a request, ${kept}`,
    once: () => trace(tracing, settledRecord({ decision, attempts: [attempt()] })),
  };
}

function trace(tracing: Tracing, record: RequestRecord): void {
  const spans = tracing.open(record, {});
  for (const one of record.attempts) {
    spans.openAttempt(one);
    spans.closeAttempt(one);
  }
  spans.settle(record, requestFigures(record));
}
