import type { PromptText } from './prompt-text.ts';

/** What of a prompt comes back in its answer. Each list may be empty. */
export interface PromptWords {
  /** Telling words, lower-case. */
  readonly topics: readonly string[];
  /** What the prompt is about, ready for a sentence: "deep learning", "the poem". */
  readonly subjects: readonly string[];
  /** Names and numbers, letter by letter. */
  readonly facts: readonly string[];
  readonly numbers: readonly string[];
  /** Runs of three to twelve words, exactly as they stand there. */
  readonly quotes: readonly string[];
}

const MOST_TOPICS = 6;
const MOST_FACTS = 16;
const QUOTE_WORDS = { least: 3, most: 12 } as const;

/** Short of grammar: a word after one of these is mostly a noun or its adjective. */
const BEFORE_NOUNS = /(?<=\b(?:an?|the|my|our|your|his|her|their|some|with|of|for) )\p{L}{4,}/giu;
const LONG_WORDS = /\p{L}{5,}/gu;
const DULL_WORDS =
  /^(about|after|again|along|always|answer|before|being|better|below|could|every|everything|explain|extract|first|following|four|function|given|hello|keeps?|only|please|should|since|summari[sz]e|text|thanks?|that|their|them|there|these|they|thing|think|this|those|three|time|translate|under|until|using|wants?|what|when|where|which|while|with|would|write|year|yours?)$/;
const FACTS = /\p{N}[\p{N}.,:/-]*\p{N}|\p{N}+|(?<=[\p{L}\p{N},] )\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)?/gu;
const NUMBERS = /\p{N}+(?:[.,]\p{N}+)*/gu;

/** Reads the words that answers repeat: deterministic, by visible signs only. */
export function readPromptWords(prompt: PromptText): PromptWords {
  const topics = topicsOf(prompt.whole);
  const facts = distinct(prompt.material.match(FACTS) ?? []).slice(0, MOST_FACTS);
  return {
    topics,
    subjects: subjectsOf(prompt.whole, topics),
    facts: facts.length < 4 ? [...facts, ...topics] : facts,
    numbers: distinct(prompt.whole.match(NUMBERS) ?? []),
    quotes: quotesOf(prompt.material),
  };
}

function topicsOf(turn: string): readonly string[] {
  const telling = (words: readonly string[] | null): string[] =>
    (words ?? []).map((word) => word.toLowerCase()).filter((word) => !DULL_WORDS.test(word));
  const nouns = telling(turn.match(BEFORE_NOUNS));
  return distinct(nouns.length > 0 ? nouns : telling(turn.match(LONG_WORDS))).slice(0, MOST_TOPICS);
}

function subjectsOf(turn: string, topics: readonly string[]): readonly string[] {
  const asked = /\bwhat (?:is|are) ([\p{L}\p{N} -]{2,40})\?/iu.exec(turn)?.[1];
  return asked === undefined ? topics.map((topic) => `the ${topic}`) : [asked];
}

function quotesOf(material: string): readonly string[] {
  return material
    .split(/[.!?;:,\n"()]+(?:\s|$)/u)
    .map((clause) => clause.trim().split(/\s+/).slice(0, QUOTE_WORDS.most))
    .filter((words) => words.length >= QUOTE_WORDS.least)
    .map((words) => words.join(' '));
}

function distinct(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
