import type { EndedRequest, EngineWork } from '../support/start.ts';

/** What an engine really did, of which the gateway has claims. */
export interface WorkSums {
  readonly generations: number;
  readonly prefills: number;
  readonly finished: number;
  readonly tokens: number;
  readonly steps: number;
  readonly accepted: number;
  readonly matched: number;
  readonly drafts: number;
  readonly draftTokens: number;
}

type Amounts = Pick<EngineWork, 'prefills' | 'tokens' | 'steps' | 'accepted' | 'matched' | 'drafts' | 'draftTokens'>;

/** The generations of one request at one engine are several for `n` above 1, and none when it never got there. */
export function sumWork(ended: readonly EndedRequest[]): WorkSums {
  const sum = (part: keyof Amounts): number => ended.reduce((total, { work }) => total + work[part], 0);
  return {
    prefills: sum('prefills'),
    generations: ended.length,
    finished: ended.filter(({ end }) => end === 'finished').length,
    tokens: sum('tokens'),
    steps: sum('steps'),
    accepted: sum('accepted'),
    matched: sum('matched'),
    drafts: sum('drafts'),
    draftTokens: sum('draftTokens'),
  };
}
