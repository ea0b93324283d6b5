import type { PromptKind } from '../language/prompt-kind.ts';
import { CHAT } from './chat.ts';
import { PYTHON, SQL, TYPESCRIPT } from './code.ts';
import { EXTRACTION } from './extraction.ts';
import { DUTCH, ENGLISH, GERMAN, SWEDISH } from './germanic-languages.ts';
import { JAPANESE, POLISH } from './other-languages.ts';
import type { Phrasebook } from './phrasebook.ts';
import { REASONING } from './reasoning.ts';
import { FRENCH, ITALIAN, PORTUGUESE, SPANISH } from './romance-languages.ts';
import { SUMMARY } from './summary.ts';

const LANGUAGES: readonly (readonly [RegExp, Phrasebook])[] = [
  [/\b(into|to) German\b/i, GERMAN],
  [/\b(into|to) French\b/i, FRENCH],
  [/\b(into|to) Spanish\b/i, SPANISH],
  [/\b(into|to) Italian\b/i, ITALIAN],
  [/\b(into|to) Portuguese\b/i, PORTUGUESE],
  [/\b(into|to) Dutch\b/i, DUTCH],
  [/\b(into|to) Swedish\b/i, SWEDISH],
  [/\b(into|to) Polish\b/i, POLISH],
  [/\b(into|to) Japanese\b/i, JAPANESE],
];

/** The phrasebook for an answer to this turn. A language the emulator does not write is answered in English. */
export function choosePhrasebook(kind: PromptKind, turn: string): Phrasebook {
  switch (kind) {
    case 'chat':
      return CHAT;
    case 'reasoning':
      return REASONING;
    case 'summary':
      return SUMMARY;
    case 'extraction':
      return EXTRACTION;
    case 'translation':
      return LANGUAGES.find(([sign]) => sign.test(turn))?.[1] ?? ENGLISH;
    case 'code':
      return codePhrasebook(turn);
    default:
      return kind satisfies never;
  }
}

/** A programming language the emulator does not write is answered in TypeScript. */
function codePhrasebook(turn: string): Phrasebook {
  if (/\b(python|pytest)\b/i.test(turn)) return PYTHON;
  return /\b(sql|postgresql)\b/i.test(turn) ? SQL : TYPESCRIPT;
}
