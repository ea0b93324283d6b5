/** Longer than the idle time of usual load balancers (60 s), so that it is they who close: else they meet resets. */
export const KEEP_ALIVE_MS = 75_000;
