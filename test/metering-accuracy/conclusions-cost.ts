import { LiveConclusions } from '../../apps/gateway/src/metering/conclusions/live-conclusions.ts';
import { requestFigures } from '../../apps/gateway/src/metering/request-figures.ts';
import type { RequestFigures } from '../../apps/gateway/src/metering/request-figures.ts';
import type { RequestRecord } from '../../apps/gateway/src/metering/request-record.ts';
import { testConfig } from '../../apps/gateway/src/metering/testing/test-config.ts';
import {
  attempt,
  decisionFor,
  settledRecord,
  streamReading,
} from '../../apps/gateway/src/metering/testing/test-records.ts';

const config = testConfig();
const requests = 5000;

/** CPU that one settled request costs the conclusions, µs, warmed up: where the unit is the request, and where each comes from a new session. */
export function conclusionsCost(): { readonly byRequest: number; readonly bySession: number } {
  return { byRequest: costOf('request'), bySession: costOf('session') };
}

function costOf(unit: 'request' | 'session'): number {
  const settled = Array.from({ length: requests }, (_, index) => answer(unit, index));
  const run = (): void => {
    const conclusions = new LiveConclusions(() => config, { wallTime: () => 0 });
    for (const [record, figures] of settled) conclusions.settle(record, figures);
  };
  for (let warming = 0; warming < 5; warming += 1) run();
  const rounds = 10;
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) run();
  return process.cpuUsage(before).user / rounds / requests;
}

/** Exact, with all that an engine may say. */
function answer(unit: 'request' | 'session', index: number): readonly [RequestRecord, RequestFigures] {
  const tokens = 100 + (index % 50);
  const known = { requests: 1, tokens, steps: 60, accepted: tokens - 60, drafts: 59, draftTokens: 236 };
  const sums = { ...known, acceptedByPosition: [30, 8, 2, 0] };
  const reading = streamReading({ speculation: { sums, method: 'exact', source: 'made up' } });
  const record = settledRecord({
    decision: decisionFor(config, 'mlp', { unit, unitHash: Math.imul(index, 2654435761) >>> 0 }),
    promptClass: ['chat', 'code', 'json'][index % 3] ?? null,
    attempts: [attempt({ reading, concurrency: 1 + (index % 40) })],
  });
  return [record, requestFigures(record)];
}
