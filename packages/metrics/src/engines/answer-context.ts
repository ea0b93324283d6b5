/** What must be known of a variant to read its answers and its counters. */
export interface AnswerContext {
  /** Drafts per step (k), from the configuration. 0: this variant has no speculator. Null: it has one, k is not known. */
  readonly draftTokens: number | null;
}
