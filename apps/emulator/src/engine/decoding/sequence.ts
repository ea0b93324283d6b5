import type { EngineToken, FinishCause, GenerationRequest, StepDraft } from '../engine.ts';
import { uniform } from '../hash.ts';
import type { TargetModel } from '../language/target-model.ts';
import { tokenPieces } from '../language/tokenizer.ts';
import { HeadDrafts } from '../speculation/head-drafts.ts';
import { LookupDrafts } from '../speculation/lookup-drafts.ts';
import { NgramDrafts } from '../speculation/ngram-drafts.ts';
import type { HeadKind, SpeculatorKind } from '../speculation/speculator-kind.ts';
import type { FinishRule } from './finish-rule.ts';
import { sampleCandidate, type Choice } from './sample-candidate.ts';

/** What one forward pass adds to one answer. */
export interface Advance {
  readonly tokens: readonly EngineToken[];
  readonly finish: FinishCause | null;
  readonly draft: StepDraft;
}

/** How a pass drafts. */
export interface Drafting {
  readonly kind: SpeculatorKind;
  /** k: the most that it proposes. */
  readonly tokens: number;
  /** `EngineOptions.speculator`. */
  readonly ngram: 'always' | 'on-match';
  /** `EngineOptions.speculator`; left out: `k`. */
  readonly longest?: 'k' | 'room';
  readonly quality: number;
}

/** The text of one request as it grows, step by step: draft, verify, keep. */
export class Sequence {
  readonly #request: GenerationRequest;
  readonly #target: TargetModel;
  readonly #rule: FinishRule;
  readonly #samplingSeed: number;
  readonly #ids: number[] = [];
  #draws = 0;
  #heads: HeadDrafts | null = null;
  #ngram: NgramDrafts | null = null;
  #lookup: LookupDrafts | null = null;

  /** `samplingSeed` names this request's random stream; greedy requests never draw from it. */
  constructor(request: GenerationRequest, target: TargetModel, rule: FinishRule, samplingSeed: number) {
    this.#request = request;
    this.#target = target;
    this.#rule = rule;
    this.#samplingSeed = samplingSeed;
  }

  /** The prefill: one token, no drafts. */
  prefill(): Advance {
    return this.#verify(0, () => -1);
  }

  /** Tokens of the answer so far. */
  get length(): number {
    return this.#ids.length;
  }

  /** One decode pass over what is drafted. The first pass after the prefill drafts too. */
  decode({ kind, tokens: k, ngram, longest, quality }: Drafting): Advance {
    const tokens = longest === 'room' ? Math.min(k, this.#request.maxNewTokens - this.#ids.length - 1) : k;
    if (kind === 'none' || tokens <= 0) return this.#verify(0, () => -1);
    if (kind === 'ngram' && ngram === 'on-match') {
      const found = this.#lookupDrafts().propose(tokens);
      return this.#verify(found.length, (ahead) => found[ahead] ?? -1);
    }
    if (kind === 'ngram') {
      const drafts = this.#ngramDrafts();
      return this.#verify(tokens, (ahead) => drafts.guess(ahead));
    }
    const drafts = this.#headDrafts(kind);
    const from = this.#ids.length;
    return this.#verify(tokens, (ahead) => drafts.guess(from, ahead, quality));
  }

  /**
   * Exact match, as in TGI (`HeterogeneousNextTokenChooser`): the target chooses at every position; as long as the draft there is the very token it chose,
   * the next choice counts too. So drafts decide how many tokens a pass yields, never which, at any temperature. What matches behind an end is
   * counted as matched and kept by nobody.
   */
  #verify(proposed: number, guess: (ahead: number) => number): Advance {
    const from = this.#ids.length;
    const tokens: EngineToken[] = [];
    let finish: FinishCause | null = null;
    let matched = 0;
    for (let ahead = 0; ahead <= proposed; ahead += 1) {
      const { piece, logprob } = this.#choose(from + ahead, ahead);
      if (finish === null) {
        tokens.push({ id: piece.id, text: piece.text, special: piece.special, logprob });
        finish = this.#rule.accept(piece);
      }
      if (ahead === proposed || guess(ahead) !== piece.id) break;
      matched += 1;
    }
    // A pass draws for every position it looks at, kept or not: why a seed gives another text with speculation than without.
    this.#draws += proposed + 1;
    for (const token of tokens) this.#ids.push(token.id);
    return { tokens, finish, draft: { proposed, matched } };
  }

  #choose(position: number, ahead: number): Choice {
    const { sampling } = this.#request;
    if (sampling.temperature === 0) {
      return { piece: this.#target.top(position), logprob: this.#target.topLogprob(position) };
    }
    const draw = uniform(this.#samplingSeed, this.#draws + ahead);
    return sampleCandidate(this.#target.candidates(position), sampling, draw);
  }

  #headDrafts(kind: HeadKind): HeadDrafts {
    this.#heads ??= new HeadDrafts(kind, this.#target);
    return this.#heads;
  }

  /** Caught up with the answer on each use: a large batch falls back to it in the middle of an answer. */
  #ngramDrafts(): NgramDrafts {
    this.#ngram ??= new NgramDrafts(tokenPieces(this.#request.prompt).map((piece) => piece.id));
    this.#ngram.catchUp(this.#ids);
    return this.#ngram;
  }

  #lookupDrafts(): LookupDrafts {
    this.#lookup ??= new LookupDrafts(tokenPieces(this.#request.prompt).map((piece) => piece.id));
    this.#lookup.catchUp(this.#ids);
    return this.#lookup;
  }
}
