import type { Dialect } from './dialects.ts';

/** Exactly this where both are the same. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Work of an emulated engine. */
interface Work {
  /** Generations that were started. */
  readonly prefills: number;
  readonly tokens: number;
  readonly steps: number;
  readonly accepted: number;
  readonly matched: number;
  readonly drafts: number;
  readonly draftTokens: number;
}

export type Counts = Readonly<Record<'prefills' | 'tokens' | 'steps' | 'accepted' | 'drafts' | 'draftTokens', Range>>;

/**
 * What a server must say of this work of its engine. For all but llama-server that is one number each.
 *
 * llama-server lets no draft be longer than the answer may still grow (k is the length of a full draft): of each answer
 * the last drafts are up to k + (k − 1) + … + 1 tokens shorter in all, and one may be missing. Of what matched it counts what
 * was in the draft: all that was kept, and at an end by a word, not by length, also what was cut off. It does not count
 * steps: they are the tokens that were not accepted.
 */
export function countsOf({ accepted, draftTokens: k }: Pick<Dialect, 'accepted' | 'draftTokens'>, work: Work): Counts {
  const { prefills, tokens, steps, drafts, draftTokens } = work;
  const always = { prefills: exactly(prefills), tokens: exactly(tokens) };
  if (accepted === 'within room') {
    const least = Math.max(0, draftTokens - (prefills * k * (k + 1)) / 2);
    return {
      ...always,
      steps: { least: tokens - work.matched, most: steps },
      accepted: { least: work.accepted, most: work.matched },
      drafts: { least: Math.max(0, drafts - prefills), most: drafts },
      draftTokens: { least, most: draftTokens },
    };
  }
  return {
    ...always,
    steps: exactly(steps),
    accepted: exactly(accepted === 'kept' ? work.accepted : work.matched),
    drafts: exactly(drafts),
    draftTokens: exactly(draftTokens),
  };
}

function exactly(count: number): Range {
  return { least: count, most: count };
}

export function isWithin(found: number | null, { least, most }: Range): boolean {
  return found !== null && found >= least && found <= most;
}

/** `7`, or `5 … 7`. */
export function rangeText({ least, most }: Range): number | string {
  return least === most ? least : `${least} … ${most}`;
}
