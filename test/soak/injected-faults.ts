import type { FaultSetting } from '../support/start.ts';

const share = 0.005;

/** None of them fails more requests than the one that it strikes. */
const onArrival: readonly FaultSetting[] = [
  { kind: 'reset', share },
  { kind: 'html', share },
  { kind: 'overloaded', share },
  { kind: 'slow-first-token', durationMs: 400, share },
];
const inStreams: readonly FaultSetting[] = [
  { kind: 'cut-mid-event', after: 10, share },
  { kind: 'missing-done', after: 7, share },
  { kind: 'malformed-event', after: 5, share },
  { kind: 'stall', after: 5, durationMs: 300, share },
];

/**
 * What goes wrong with the engines all the time, by variant. Where clients leave, no stream breaks: of one that did both
 * in the same moment, nobody could say what its gateway must count.
 */
export const injectedFaults = {
  baseline: [...onArrival, ...inStreams],
  mlp: onArrival,
} as const satisfies Readonly<Record<string, readonly FaultSetting[]>>;

/** The faults that may have made an error of this code; a code that is not here is never explained. */
export const explanations: Readonly<Record<string, readonly string[]>> = {
  upstream_reset: ['reset'],
  upstream_malformed: ['html', 'malformed-event'],
  engine_overloaded: ['overloaded'],
  upstream_truncated: ['cut-mid-event', 'missing-done'],
};
