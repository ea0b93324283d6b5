import { addPositions } from '@slipstream/wire';

/**
 * What acceleration and acceptance are made of. Sums add over requests, replicas and time; ratios are made from them
 * at the very end. Estimated sums may be fractional.
 */
export interface SpeculationSums {
  readonly requests: number;
  /** Tokens emitted by `steps`. */
  readonly tokens: number;
  /** Forward passes of a request; its prefill is one of them and emits one token. */
  readonly steps: number;
  /** Draft tokens kept, the bonus token not counted; null = unknown. */
  readonly accepted: number | null;
  /** Rounds of drafting: steps in which the speculator proposed anything. */
  readonly drafts: number | null;
  /** Tokens proposed. */
  readonly draftTokens: number | null;
  /** Draft tokens kept at each place of the draft, the first place first; their sum is `accepted`. Null = unknown. */
  readonly acceptedByPosition: readonly number[] | null;
}

/** The neutral element of `addSpeculation`. */
export const emptySpeculation: SpeculationSums = {
  requests: 0,
  tokens: 0,
  steps: 0,
  accepted: 0,
  drafts: 0,
  draftTokens: 0,
  acceptedByPosition: [],
};

/**
 * Adds two sums. A part that either side does not know is unknown in the whole: a numerator over some requests and
 * a denominator over others would make a ratio of nothing.
 */
export function addSpeculation(a: SpeculationSums, b: SpeculationSums): SpeculationSums {
  return {
    requests: a.requests + b.requests,
    tokens: a.tokens + b.tokens,
    steps: a.steps + b.steps,
    accepted: addKnown(a.accepted, b.accepted),
    drafts: addKnown(a.drafts, b.drafts),
    draftTokens: addKnown(a.draftTokens, b.draftTokens),
    acceptedByPosition: addPositions(a.acceptedByPosition, b.acceptedByPosition),
  };
}

function addKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
