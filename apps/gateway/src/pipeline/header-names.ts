/** Header names of ours, lower case as Node gives them. */
export const headerNames = {
  /** In: kept when well-formed, else made. Out: on every answer. */
  requestId: 'x-request-id',
  /** In: the session that an experiment assigns by. */
  sessionId: 'x-session-id',
  /** In: the class of the prompt, one of `metering.classes`. */
  promptClass: 'x-slipstream-class',
  /** In: forces a variant, where the experiment allows it. Out: the variant that answered. */
  variant: 'x-slipstream-variant',
  /** Out: the configured name of the replica that answered. */
  replica: 'x-slipstream-replica',
} as const;
