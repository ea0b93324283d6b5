import type { EngineStep, EngineWork } from '../engine.ts';

/** Sums over steps: of the whole engine, or of one request. */
export class Work {
  prefills = 0;
  steps = 0;
  tokens = 0;
  accepted = 0;
  drafts = 0;
  draftTokens = 0;
  matched = 0;
  readonly draftedAt: number[] = [];
  readonly matchedAt: number[] = [];

  add({ kind, tokens, draft }: EngineStep): void {
    this.prefills += kind === 'prefill' ? 1 : 0;
    this.steps += 1;
    this.tokens += tokens.length;
    this.accepted += tokens.length - 1;
    this.drafts += draft.proposed > 0 ? 1 : 0;
    this.draftTokens += draft.proposed;
    this.matched += draft.matched;
    for (let place = 0; place < draft.proposed; place += 1) {
      this.draftedAt[place] = (this.draftedAt[place] ?? 0) + 1;
      this.matchedAt[place] = (this.matchedAt[place] ?? 0) + (place < draft.matched ? 1 : 0);
    }
  }

  /** All of another's sums on top. */
  include(other: EngineWork): void {
    for (const key of ['prefills', 'steps', 'tokens', 'accepted', 'drafts', 'draftTokens', 'matched'] as const) {
      this[key] += other[key];
    }
    for (const key of ['draftedAt', 'matchedAt'] as const) {
      for (const [place, count] of other[key].entries()) this[key][place] = (this[key][place] ?? 0) + count;
    }
  }

  snapshot(): EngineWork {
    const { prefills, steps, tokens, accepted, drafts, draftTokens, matched } = this;
    const places = { draftedAt: [...this.draftedAt], matchedAt: [...this.matchedAt] };
    return { prefills, steps, tokens, accepted, drafts, draftTokens, matched, ...places };
  }
}
