import { openSync, writeSync } from 'node:fs';
import { Instruments } from '@slipstream/metrics';
import { Recorder } from '../../../apps/gateway/src/metering/recorder.ts';
import { requestFigures } from '../../../apps/gateway/src/metering/request-figures.ts';
import { SpeculationLedger } from '../../../apps/gateway/src/metering/speculation-ledger.ts';
import { decisionFor, settledRecord } from '../../../apps/gateway/src/metering/testing/test-records.ts';
import { assignVariant } from '../../../apps/gateway/src/routing/assign-variant.ts';
import { LineBuffer } from '../../../apps/gateway/src/telemetry/line-buffer.ts';
import { noTrace } from '../../../apps/gateway/src/telemetry/no-trace.ts';
import { RequestLog } from '../../../apps/gateway/src/telemetry/request-log.ts';
import { benchConfig } from './bench-config.ts';
import type { Feature } from './feature.ts';

/** What is done once per request, at its beginning (hash) and at its end (the rest). */
export function settleFeatures(): Feature[] {
  const config = benchConfig();
  const record = settledRecord({ decision: decisionFor(config, 'mlp') });
  const figures = requestFigures(record);
  const recorder = new Recorder(new Instruments(), () => config.models);
  const ledger = new SpeculationLedger();
  const nowhere = openSync('/dev/null', 'w');
  const log = new RequestLog(
    'info',
    new LineBuffer({ write: (lines) => void writeSync(nowhere, lines) }, { after: () => () => undefined }),
  );
  const { experiment } = decisionFor(config, 'mlp').model;
  let unit = 0;
  return [
    { name: 'hash and assignment of a unit', once: () => void assignVariant(experiment, `req-${(unit += 1)}`) },
    { name: 'figures of a request', once: () => void requestFigures(record) },
    { name: 'metrics of a request', once: () => recorder.settle(record, figures, noTrace) },
    { name: 'speculation sums of a request', once: () => ledger.settle(record, figures) },
    { name: 'log line of a request, to /dev/null', once: () => log.settle(record, figures, noTrace) },
  ];
}
