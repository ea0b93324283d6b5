import type { FaultSetting } from '../support/start.ts';

const share = 0.01;

/**
 * What goes wrong with every engine all the time. Not among them: `restart`, which takes what an engine has counted since it
 * was last read; `wrong-usage`, because of an engine that lies about its tokens nobody else can know; and `silence`, which only waits.
 */
export const injectedFaults: readonly FaultSetting[] = [
  { kind: 'reset', share },
  { kind: 'html', share },
  { kind: 'overloaded', share },
  { kind: 'internal', after: 4, share },
  { kind: 'generation-failed', after: 6, share: share / 5 },
  // Late enough that a second replica is asked.
  { kind: 'slow-first-token', durationMs: 700, share: 3 * share },
  { kind: 'cut-mid-event', after: 10, share },
  { kind: 'missing-done', after: 7, share },
  { kind: 'malformed-event', after: 5, share },
  { kind: 'stall', after: 5, durationMs: 300, share },
];
