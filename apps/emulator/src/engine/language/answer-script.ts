import { mix } from '../hash.ts';
import { choosePhrasebook } from '../phrasebooks/choose-phrasebook.ts';
import type { Phrasebook } from '../phrasebooks/phrasebook.ts';
import { TemplateFiller } from './template-filler.ts';
import type { Piece } from './piece.ts';
import type { PromptKind } from './prompt-kind.ts';
import type { PromptText } from './prompt-text.ts';
import { readPromptWords } from './prompt-words.ts';
import { tokenPieces } from './tokenizer.ts';

/**
 * Length of an answer in tokens, evenly spread between the two. The published baseline row at 1 VU is 7 × 200 tokens
 * (docs/emulator.md): with max_tokens = 200 most answers are cut by length, some end by themselves. Assumed by kind:
 * conversation, code and reasoning run long, answers about a given text are shorter.
 */
const ANSWER_TOKENS: Readonly<Record<PromptKind, readonly [least: number, most: number]>> = {
  code: [180, 480],
  chat: [170, 420],
  reasoning: [180, 460],
  summary: [100, 280],
  extraction: [100, 260],
  translation: [100, 280],
};

/**
 * The greedy text: at every position the target model's most likely token. Grows on demand, one sentence at a time, and
 * never ends: where the answer is over, and at each sentence border after that, the most likely token is the EOS.
 */
export class AnswerScript {
  readonly book: Phrasebook;
  readonly #filler: TemplateFiller;
  readonly #eos: Piece;
  readonly #seed: number;
  readonly #wanted: number;
  readonly #pieces: Piece[] = [];
  readonly #borders = new Set<number>();
  #sentences = 0;
  #ended = false;

  constructor(kind: PromptKind, prompt: PromptText, eos: Piece, seed: number) {
    this.book = choosePhrasebook(kind, prompt.whole);
    this.#filler = new TemplateFiller(this.book.words, readPromptWords(prompt), mix(seed, 1));
    this.#eos = eos;
    this.#seed = seed;
    const [least, most] = ANSWER_TOKENS[kind];
    this.#wanted = least + (mix(seed, 2) % (most - least + 1));
  }

  at(position: number): Piece {
    let piece = this.#pieces[position];
    while (piece === undefined) {
      this.#grow();
      piece = this.#pieces[position];
    }
    return piece;
  }

  /** Whether the text could well end here: a sentence is complete and half of the answer is told. */
  mayEnd(position: number): boolean {
    return position * 2 > this.#wanted && this.#borders.has(position);
  }

  #grow(): void {
    if (this.#sentences === 0) this.#append(this.book.openings);
    else if (this.#pieces.length < this.#wanted) this.#append([this.#nextBody()], this.book.joints);
    else {
      this.#append(this.#ended ? [this.#nextBody()] : this.book.closings, this.book.joints);
      this.#ended = true;
      this.#pieces.push(this.#eos);
    }
    this.#borders.add(this.#pieces.length);
  }

  #append(templates: readonly string[], joints: readonly string[] = ['']): void {
    const template = this.#filler.pick(templates) ?? '';
    const broken = template.startsWith('\n') || (this.#pieces.at(-1)?.text ?? '').endsWith('\n');
    const joint = broken ? '' : (this.#filler.pick(joints) ?? '');
    this.#sentences += 1;
    this.#pieces.push(...tokenPieces(joint + this.#filler.fill(template)));
  }

  /** All bodies once in a seeded order, then all of them again in another. */
  #nextBody(): string {
    const { bodies } = this.book;
    const turn = this.#sentences - 1;
    const round = mix(this.#seed, 3 + Math.floor(turn / bodies.length));
    const order = bodies.map((_, index) => index).sort((a, b) => mix(round, a) - mix(round, b));
    return bodies[order[turn % bodies.length] ?? 0] ?? '';
  }
}
