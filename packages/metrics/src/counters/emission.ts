import type { AnswerContext } from '../engines/answer-context.ts';
import type { EngineCounters } from '../engines/engine-counters.ts';

/** How tokens came about: every step emits one token of the target model and the drafts that it kept. */
export type Emission = Pick<EngineCounters, 'tokens' | 'steps' | 'accepted'>;

/**
 * The emission that the increases of an engine's counters tell. Without a speculator nothing is accepted, counted or not.
 */
export function emissionOf({ tokens, steps, accepted }: Emission, { draftTokens }: AnswerContext): Emission {
  return completeEmission({ tokens, steps, accepted: accepted ?? (draftTokens === 0 ? 0 : null) });
}

/**
 * tokens = steps + accepted. Whichever of the three an engine does not count follows from the other two; with fewer, what
 * is not known stays so. All three of an engine that counts them are left as they are.
 */
function completeEmission({ tokens, steps, accepted }: Emission): Emission {
  if (tokens === null) return { tokens: sum(steps, accepted), steps, accepted };
  return {
    tokens,
    steps: steps ?? difference(tokens, accepted),
    accepted: accepted ?? difference(tokens, steps),
  };
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function difference(from: number | null, what: number | null): number | null {
  return from === null || what === null ? null : from - what;
}
