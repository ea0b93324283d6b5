import type { FinishCause } from '../../engine/engine.ts';

/** Tokens between two outputs of a request that is not streamed (`DEFAULT_FORCE_STREAM_INTERVAL`). */
const WHOLE_INTERVAL = 50;

/**
 * Whether the scheduler hands out what a request has by now. With an interval above 1 the test is on the exact count, and steps of several tokens jump
 * over it: events become irregular (`scheduler_components/output_streamer.py`).
 */
export function isOutputDue(tokens: number, finish: FinishCause | null, streamed: boolean, interval: number): boolean {
  if (finish !== null) return true;
  if (!streamed) return tokens % WHOLE_INTERVAL === 0;
  return interval === 1 || tokens % interval === 1;
}
