import type { RequestTrace } from '../ports.ts';

const noHeaders = {};

/** Of a request that is in no trace. One for all. */
export const noTrace: RequestTrace = {
  traceId: null,
  isKept: false,
  openAttempt: () => noHeaders,
  closeAttempt: () => undefined,
  settle: () => undefined,
};
