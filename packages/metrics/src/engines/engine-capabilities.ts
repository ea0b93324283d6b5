/** Which words a server is known to understand. Learnt by the probe, never guessed: absent and false both mean "do not send it". */
export interface EngineCapabilities {
  /** `stream_options.include_usage` (TGI: from 2.3.0). */
  readonly includeUsage: boolean;
  /** `return_spec_tokens_details` (SGLang after 0.5.18, its pull request 33518). */
  readonly specTokensDetails?: boolean;
}

/** Nothing is known, so nothing is asked for. */
export const noCapabilities: EngineCapabilities = { includeUsage: false };
