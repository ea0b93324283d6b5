import { emptyContent } from '../client/answer.ts';
import type { Arm } from '../plan/arm.ts';
import type { ArmMeasurement } from '../run/measurement.ts';
import type { RequestRecord } from '../run/request-record.ts';

/** A complete streamed answer of `tokens` tokens: the first after 50 ms, then one each `tpotMs`. */
export function record(changes: Partial<RequestRecord> & { readonly tpotMs?: number } = {}): RequestRecord {
  const { tpotMs = 20, ...rest } = changes;
  const tokens = rest.tokens === undefined || rest.tokens === null ? 101 : rest.tokens;
  return {
    ...emptyContent,
    arm: 'mlp',
    vus: 1,
    index: 0,
    promptId: 'code-01',
    promptClass: 'code',
    tokens,
    tokenSource: 'usage',
    finishReason: 'length',
    model: 'model',
    sentAtMs: 1000,
    firstTokenAtMs: 1050,
    lastTokenAtMs: 1050 + tpotMs * (tokens - 1),
    endedAtMs: 1051 + tpotMs * (tokens - 1),
    status: 200,
    variant: null,
    replica: null,
    failure: null,
    ...rest,
  };
}

export function arm(changes: Partial<Arm> = {}): Arm {
  const url = new URL('http://127.0.0.1:1');
  return { name: 'mlp', url, forced: false, metrics: [url], base: null, control: null, ...changes };
}

/** Ten answers that fit their counters: 505 accepted drafts in 505 passes. */
export function measurement(changes: Partial<ArmMeasurement> = {}): ArmMeasurement {
  return {
    arm: arm(),
    vus: 1,
    model: 'ibm-fms/llama3-8b-accelerator',
    records: Array.from({ length: 10 }, (_, index) => record({ index, promptId: `p${index}` })),
    counters: { tokenSum: 505, tokensCount: 505, prefills: 10, reset: false },
    foreignTraffic: null,
    drainedMs: 20_000,
    sendingMs: null,
    startedAtMs: 1000,
    lagP99Ms: 0.1,
    ...changes,
  };
}
