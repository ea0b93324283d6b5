/** What an engine says of the speculation of one answer, in one shape whichever engine said it. */
export interface StatedSpeculation {
  /** Decode steps in which drafts were verified; the prefill is none of them, nor is a step without a draft. */
  readonly speculatedSteps: number;
  /** Draft tokens kept. vLLM counts them before the answer is cut at its end. */
  readonly accepted: number | null;
  readonly draftTokens: number | null;
  readonly acceptedByPosition: readonly number[] | null;
  /** The engine's own name of where it stands, such as `metrics.speculative_decoding`. */
  readonly field: string;
}
