import { hashText } from '../hash.ts';
import type { Piece } from './piece.ts';

/** One token of a given text, as `/tokenize` shows it. Offsets count characters (code points), stop exclusive. */
export interface TokenSpan {
  readonly id: number;
  /** The part of the text that the offsets name; both halves of a split character name the whole of it. */
  readonly text: string;
  readonly start: number;
  readonly stop: number;
}

/**
 * Ids of ordinary pieces lie in Llama-3's range below its special tokens (128,000 up). They are hashes, so two pieces
 * of a text may share an id, as seldom as one pair in 128,000: enough for a model of drafting, where only equality counts.
 */
const ORDINARY_IDS = { first: 256, count: 128_000 - 256 } as const;

/** Llama-3's and Mistral's published ids of the tokens that their chat templates use. */
const SPECIAL_IDS: ReadonlyMap<string, number> = new Map([
  ['<|begin_of_text|>', 128_000],
  ['<|end_of_text|>', 128_001],
  ['<|start_header_id|>', 128_006],
  ['<|end_header_id|>', 128_007],
  ['<|eot_id|>', 128_009],
  ['<s>', 1],
  ['</s>', 2],
  ['[INST]', 3],
  ['[/INST]', 4],
]);

/** Special tokens; ideographs one by one; words with their leading space; up to three digits; a line break with its indentation; marks. */
const PIECES =
  /<\|[a-z_]+\|>|<\/?s>|\[\/?INST\]|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]| ?[\p{L}--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}]]+| ?\p{N}{1,3}|\n+ *| +(?= )| ?(?:(?!<\||\[\/?INST\])[[\p{P}\p{S}]--\p{Emoji_Presentation}]){1,3}|[\s\S]/gv;

/** Words up to this long are one token, longer ones are cut into equal parts of six letters at most: about four characters per token. */
const WHOLE_WORD = 8;
const WORD_PART = 6;

/** The text's token count: what the engine and its dialects mean by the length of a prompt. */
export function countTokens(text: string): number {
  return tokenPieces(text).length;
}

/** The text cut into tokens with their places in it. */
export function tokenize(text: string): TokenSpan[] {
  const spans: TokenSpan[] = [];
  let start = 0;
  for (const part of cut(text)) {
    const stop = start + Array.from(part).length;
    for (const piece of pieceOf(part)) spans.push({ id: piece.id, text: part, start, stop });
    start = stop;
  }
  return spans;
}

/** The text as vocabulary entries, whose texts put together are the text again, special tokens apart. */
export function tokenPieces(text: string): Piece[] {
  return cut(text).flatMap(pieceOf);
}

function cut(text: string): string[] {
  return (text.match(PIECES) ?? []).flatMap(cutWord);
}

function cutWord(part: string): string[] {
  if (part.length <= WHOLE_WORD || !/^ ?\p{L}/u.test(part)) return [part];
  const characters = Array.from(part);
  const space = part.startsWith(' ') ? 1 : 0;
  const letters = characters.length - space;
  if (letters <= WHOLE_WORD) return [part];
  const size = Math.ceil(letters / Math.ceil(letters / WORD_PART));
  const parts: string[] = [];
  for (let from = 0, to = space + size; from < characters.length; from = to, to += size) {
    parts.push(characters.slice(from, to).join(''));
  }
  return parts;
}

/** Bounded by emptying: prompts are open-ended, and a cold cache only costs time. */
const known = new Map<string, readonly Piece[]>();
const KNOWN_LIMIT = 50_000;

function pieceOf(part: string): readonly Piece[] {
  const seen = known.get(part);
  if (seen !== undefined) return seen;
  if (known.size >= KNOWN_LIMIT) known.clear();
  const made = makePieces(part);
  known.set(part, made);
  return made;
}

function makePieces(part: string): readonly Piece[] {
  const special = SPECIAL_IDS.get(part);
  if (special !== undefined) return [{ id: special, text: '', special: true }];
  const id = ordinaryId(part);
  if (!isSplit(part)) return [{ id, text: part, special: false }];
  // The character's first bytes belong to many characters, its last byte decides: so the first half carries no text.
  return [
    { id: ordinaryId(`${part}\u0000`), text: '', special: false },
    { id, text: part, special: false },
  ];
}

/** Characters that byte-level vocabularies hold no entry for: emoji and the rarer ideographs (here, a third of them). */
function isSplit(part: string): boolean {
  const point = part.codePointAt(0) ?? 0;
  if (part.length !== String.fromCodePoint(point).length) return false;
  if (point > 0xffff) return true;
  return point >= 0x2e80 && point <= 0x9fff && hashText(part) % 3 === 0;
}

function ordinaryId(part: string): number {
  return ORDINARY_IDS.first + (hashText(part) % ORDINARY_IDS.count);
}
