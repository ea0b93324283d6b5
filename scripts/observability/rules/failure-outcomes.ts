/**
 * The outcomes that spend the error budget: the codes whose fault is the engines' or the gateway's own. A client's mistake,
 * a client that left and a gateway that is told to stop spend none.
 */
export const failureOutcomes: readonly string[] = [
  'no_ready_replica',
  'queue_full',
  'upstream_refused',
  'upstream_reset',
  'upstream_malformed',
  'upstream_truncated',
  'connect_timeout',
  'first_token_timeout',
  'idle_timeout',
  'deadline_exceeded',
  'engine_overloaded',
  'engine_failed',
  'ledger_unavailable',
  'internal',
];

/** Matchers of `slipstream_requests_total`. */
export const isFailure: string = `outcome=~"${failureOutcomes.join('|')}"`;
export const isFailureOrOk: string = `outcome=~"ok|${failureOutcomes.join('|')}"`;
