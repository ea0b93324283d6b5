import type { BaseModel } from '../calibration.ts';
import { hashText, mix, uniform } from '../hash.ts';
import { AnswerScript } from './answer-script.ts';
import { MOST_CANDIDATES, type Candidates } from './candidates.ts';
import { lexiconOf, type Lexicon } from './lexicon.ts';
import type { Piece } from './piece.ts';
import { promptKind, type PromptKind } from './prompt-kind.ts';
import { readPromptText } from './prompt-text.ts';

/** Streams of the prompt's seed, one per question asked of it. */
const STREAM = { script: 1, confidence: 2, rivals: 3, otherScript: 4, divergence: 5 } as const;

/**
 * How sure the model is of its first choice, from `least` to 1, by 1 − (1 − least) · u^sharpness. Only sampled requests
 * feel it. Assumed: code and copied text are predictable, conversation is not.
 */
const CONFIDENCE: Readonly<Record<PromptKind, { readonly least: number; readonly sharpness: number }>> = {
  code: { least: 0.4, sharpness: 6 },
  extraction: { least: 0.4, sharpness: 5 },
  summary: { least: 0.38, sharpness: 3 },
  translation: { least: 0.38, sharpness: 3 },
  reasoning: { least: 0.38, sharpness: 3 },
  chat: { least: 0.38, sharpness: 1.5 },
};

/** The rank of the EOS among the candidates where an answer could end early. */
const EOS_RANK = 3;

/** What each further rival's probability is of the one before. */
const RIVAL_RATIO = 0.55;

/**
 * The target model: the distribution of the next token as a function of base model, prompt and position alone. It does not
 * depend on the tokens chosen before, so any position can be asked for at any time; the greedy text is that of the script.
 */
export class TargetModel {
  readonly kind: PromptKind;
  /** Names this prompt on this base model; speculators draw their own streams from it. */
  readonly seed: number;
  readonly #script: AnswerScript;
  readonly #lexicon: Lexicon;
  readonly #eos: Piece;
  /** A lossy server's text: its own from `from` on. */
  readonly #other: { readonly from: number; readonly script: AnswerScript } | null;

  constructor(base: BaseModel, prompt: string, lossy = false) {
    const text = readPromptText(prompt);
    this.kind = promptKind(text.whole);
    this.seed = mix(hashText(prompt), hashText(base.name));
    this.#eos = base.eos;
    this.#script = new AnswerScript(this.kind, text, base.eos, mix(this.seed, STREAM.script));
    this.#lexicon = lexiconOf(this.#script.book);
    this.#other = lossy
      ? {
          from: 4 + (mix(this.seed, STREAM.divergence) % 40),
          script: new AnswerScript(this.kind, text, base.eos, mix(this.seed, STREAM.otherScript)),
        }
      : null;
  }

  /** The most likely token: what greedy decoding takes and what a speculator's heads try to guess. */
  top(position: number): Piece {
    const other = this.#other;
    if (other === null || position < other.from) return this.#script.at(position);
    if (position > other.from) return other.script.at(position);
    // The first difference: a close race lost, so that the texts surely part here.
    return this.rival(position, this.#script.at(position), 0);
  }

  /** The natural logarithm of the most likely token's probability. */
  topLogprob(position: number): number {
    return Math.log(this.#confidence(position, this.top(position)));
  }

  /** A plausible token other than `top`; the same `index` names the same one. */
  rival(position: number, top: Piece, index: number): Piece {
    const peers = this.#lexicon.like(top);
    const start = mix(mix(this.seed, STREAM.rivals), position) % peers.length;
    const peer = peers[(start + index) % peers.length] ?? top;
    if (peer.id !== top.id) return peer;
    return peers[(start + index + MOST_CANDIDATES) % peers.length] ?? top;
  }

  candidates(position: number): Candidates {
    const top = this.top(position);
    const confidence = this.#confidence(position, top);
    if (confidence === 1) return { pieces: [top], probabilities: [1] };
    const pieces = this.#rankedPieces(position, top);
    const weights = pieces.map((_, rank) => (rank === 0 ? 0 : RIVAL_RATIO ** rank));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return {
      pieces,
      probabilities: weights.map((weight, rank) => (rank === 0 ? confidence : ((1 - confidence) * weight) / sum)),
    };
  }

  #rankedPieces(position: number, top: Piece): readonly Piece[] {
    const ranked = new Map([[top.id, top]]);
    for (let index = 0; ranked.size < MOST_CANDIDATES; index += 1) {
      const ends = ranked.size === EOS_RANK && this.#script.mayEnd(position);
      const next = ends && !ranked.has(this.#eos.id) ? this.#eos : this.rival(position, top, index);
      ranked.set(next.id, next);
    }
    return [...ranked.values()];
  }

  /** Both halves of a split character are certain: half a character followed by another one would be no text at all. */
  #confidence(position: number, top: Piece): number {
    if (isFirstHalf(top) || (position > 0 && isFirstHalf(this.top(position - 1)))) return 1;
    const { least, sharpness } = CONFIDENCE[this.kind];
    return 1 - (1 - least) * uniform(mix(this.seed, STREAM.confidence), position) ** sharpness;
  }
}

function isFirstHalf(piece: Piece): boolean {
  return piece.text === '' && !piece.special;
}
