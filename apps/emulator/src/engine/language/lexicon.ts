import type { Phrasebook } from '../phrasebooks/phrasebook.ts';
import type { Piece } from './piece.ts';
import { tokenPieces } from './tokenizer.ts';

/** Pieces that could stand in each other's place: a sampled text should still read like a text. */
const SHAPES = ['word', 'part', 'number', 'break', 'mark'] as const;
type Shape = (typeof SHAPES)[number];

/** Twice the candidates of a position: enough that they are all different. */
const FEWEST = 16;

const SLOT = /\{\w+!?\}/g;

/** A phrasebook's pieces by shape: where the wrong guesses of a model or a speculator are taken from. */
export class Lexicon {
  readonly #byShape = new Map<Shape, Piece[]>();

  constructor(book: Phrasebook) {
    const templates = [...book.openings, ...book.bodies, ...book.closings].flatMap((text) => text.split(SLOT));
    const words = Object.values(book.words).flatMap((entries) => entries.flatMap((entry) => [` ${entry}`, entry]));
    const pieces = new Map([...templates, ...words].flatMap(tokenPieces).map((piece) => [piece.id, piece]));
    for (const piece of pieces.values()) {
      if (piece.text === '') continue;
      const shape = shapeOf(piece);
      const others = this.#byShape.get(shape);
      if (others === undefined) this.#byShape.set(shape, [piece]);
      else others.push(piece);
    }
    const all = [...pieces.values()].filter((piece) => piece.text !== '');
    for (const shape of SHAPES) {
      const own = this.#byShape.get(shape) ?? [];
      const short = Math.max(0, FEWEST - own.length);
      this.#byShape.set(shape, [...own, ...all.filter((piece) => !own.includes(piece)).slice(0, short)]);
    }
  }

  /** At least `FEWEST` different pieces, of the same shape as far as the phrasebook has them. */
  like(piece: Piece): readonly Piece[] {
    return this.#byShape.get(shapeOf(piece)) ?? [];
  }
}

function shapeOf(piece: Piece): Shape {
  if (piece.special || /^ \p{L}/u.test(piece.text)) return 'word';
  if (/^\p{L}/u.test(piece.text)) return 'part';
  if (/^ ?\p{N}/u.test(piece.text)) return 'number';
  return /^\s/.test(piece.text) ? 'break' : 'mark';
}

const made = new WeakMap<Phrasebook, Lexicon>();

/** The lexicon of a phrasebook, made on first use. */
export function lexiconOf(book: Phrasebook): Lexicon {
  const known = made.get(book) ?? new Lexicon(book);
  made.set(book, known);
  return known;
}
