import { mix } from '../hash.ts';
import type { Phrasebook } from '../phrasebooks/phrasebook.ts';
import type { PromptWords } from './prompt-words.ts';

/** Fills the slots of a phrasebook's templates for one answer. Deterministic in its seed and the order of the calls. */
export class TemplateFiller {
  readonly #words: Phrasebook['words'];
  readonly #prompt: PromptWords;
  readonly #seed: number;
  readonly #kept = new Map<string, string>();
  #draws = 0;
  #count = 0;

  constructor(words: Phrasebook['words'], prompt: PromptWords, seed: number) {
    this.#words = words;
    this.#prompt = prompt;
    this.#seed = seed;
  }

  /** A template that begins with a slot begins a sentence: its first letter becomes a capital. */
  fill(template: string): string {
    const text = template.replace(/\{\{|\{(\w+)(!?)\}/g, (_, slot: string | undefined, keep: string | undefined) => {
      if (slot === undefined) return '{';
      return keep === '!' ? this.#keep(slot) : this.#word(slot);
    });
    return /^\{\w/.test(template) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  }

  /** The next draw from a list; undefined when it is empty. */
  pick<T>(from: readonly T[]): T | undefined {
    this.#draws += 1;
    return from[mix(this.#seed, this.#draws) % from.length];
  }

  #keep(slot: string): string {
    const kept = this.#kept.get(slot) ?? this.#word(slot);
    this.#kept.set(slot, kept);
    return kept;
  }

  #word(slot: string): string {
    switch (slot) {
      case 'count':
        this.#count += 1;
        return String(this.#count);
      case 'topic':
        return this.pick(this.#prompt.topics) ?? 'question';
      case 'subject':
        return this.pick(this.#prompt.subjects) ?? 'your question';
      case 'fact':
        return this.pick(this.#prompt.facts) ?? 'question';
      case 'given':
        return this.pick(this.#prompt.numbers) ?? this.#word('number');
      case 'quote':
        return this.pick(this.#prompt.quotes) ?? 'there is not much to tell';
      default:
        return this.pick(this.#words[slot] ?? []) ?? slot;
    }
  }
}
