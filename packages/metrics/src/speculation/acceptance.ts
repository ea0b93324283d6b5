import type { SpeculationSums } from './speculation-sums.ts';

/** Tokens per speculated step, the bonus token included (vLLM's word): 1 + accepted / drafts. Null without drafts. */
export function meanAcceptanceLength({ accepted, drafts }: SpeculationSums): number | null {
  return accepted === null || drafts === null || drafts <= 0 ? null : 1 + accepted / drafts;
}

/** Share of proposed tokens that the target model kept, 0 to 1. Null without proposals. */
export function acceptanceRate({ accepted, draftTokens }: SpeculationSums): number | null {
  return accepted === null || draftTokens === null || draftTokens <= 0 ? null : accepted / draftTokens;
}
