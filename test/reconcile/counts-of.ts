import type { Dialect } from './dialects.ts';

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

export type Counts = Readonly<Record<'prefills' | 'tokens' | 'steps' | 'accepted' | 'drafts' | 'draftTokens', number>>;

/**
 * What a server must say of this work of its engine. A server that does not count its steps lets them be worked out: each
 * gives one token that was not accepted. Where a word ends an answer within a draft, those are fewer than the steps were.
 */
export function countsOf(dialect: Pick<Dialect, 'accepted' | 'steps'>, work: Work): Counts {
  const { prefills, tokens, drafts, draftTokens } = work;
  const accepted = dialect.accepted === 'kept' ? work.accepted : work.matched;
  const steps = dialect.steps === 'counted' ? work.steps : tokens - accepted;
  return { prefills, tokens, steps, accepted, drafts, draftTokens };
}
