import type { OpenAiUsage } from '@slipstream/wire';
import type { StreamPiece } from './parse-stream-event.ts';

/** What a stream said about its generations, of which there is one, except for several prompts or `n` above 1. */
export class GenerationLedger {
  readonly #seen = new Set<number>();
  readonly #finished = new Set<number>();
  readonly #usages = new Map<number, OpenAiUsage>();
  #wholeUsage: OpenAiUsage | null = null;
  #finishReason: string | null = null;
  #reasoned = false;

  /** A piece of the first generation that said nothing else. */
  notePlain(): void {
    this.#seen.add(0);
  }

  note({ choiceIndex, finishReason, usage, isReasoning }: StreamPiece): void {
    this.#reasoned ||= isReasoning;
    if (choiceIndex !== null) this.#seen.add(choiceIndex);
    if (finishReason !== null) {
      this.#finishReason ??= finishReason;
      this.#finished.add(choiceIndex ?? 0);
    }
    if (usage === null) return;
    if (choiceIndex === null) this.#wholeUsage = usage;
    else this.#usages.set(choiceIndex, usage);
  }

  get generations(): number {
    return this.#seen.size;
  }

  get allFinished(): boolean {
    return this.#seen.size > 0 && this.#seen.size === this.#finished.size;
  }

  /** Some of it was parted off as reasoning. Told by the first piece: later ones may be read over. */
  get reasoned(): boolean {
    return this.#reasoned;
  }

  get finishReason(): string | null {
    return this.#finishReason;
  }

  /** The last word of a chunk without choices is for the whole answer; else those of the generations add up. */
  get usage(): OpenAiUsage | null {
    if (this.#wholeUsage !== null) return this.#wholeUsage;
    const usages = [...this.#usages.values()];
    return usages.length === 0 ? null : usages.reduce(addUsage);
  }

  /** `usage` is made of those of several generations: of their prompts it counts each. */
  get usageIsSum(): boolean {
    return this.#wholeUsage === null && this.#usages.size > 1;
  }
}

function addUsage(a: OpenAiUsage, b: OpenAiUsage): OpenAiUsage {
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    totalTokens: a.totalTokens + b.totalTokens,
    reasoningTokens: addKnown(a.reasoningTokens, b.reasoningTokens),
    cachedTokens: addKnown(a.cachedTokens, b.cachedTokens),
  };
}

function addKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
