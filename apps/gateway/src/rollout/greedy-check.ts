import type { Replica, Rollout, Variant } from '@slipstream/config';
import type { Arms } from './core/arms.ts';
import { greedyPrompt } from './greedy-prompts.ts';

/** Asks one replica for the greedy answer to a prompt; null: there was none. */
export type AskGreedily = (replica: Replica, variant: Variant, prompt: string) => Promise<string | null>;

/** One prompt, three answers. */
export interface Comparison {
  readonly controlAgain: boolean;
  readonly candidate: boolean;
}

export interface GreedyCheckParts {
  readonly ask: AskGreedily;
  readonly compared: (model: string, differs: Comparison) => void;
}

/**
 * Whether the candidate still says what the control says. No answer of a client is looked at: both arms are asked prompts of
 * our own, greedily, the control twice, since batches alone make the same engine differ from itself. All three at once: under
 * one load. One prompt at a time for each rollout.
 */
export class GreedyCheck {
  readonly #parts: GreedyCheckParts;
  readonly #underWay = new Set<string>();
  readonly #lastMs = new Map<string, number>();
  #asked = 0;

  constructor(parts: GreedyCheckParts) {
    this.#parts = parts;
  }

  /** Asks the next prompt where its time has come. Returns at once. */
  look({ name, model, guardrails }: Rollout, arms: Arms<Answering | null>, nowMs: number): void {
    const { everyMs } = guardrails.mismatch;
    const { control, candidate } = arms;
    const isDue = everyMs !== null && nowMs - (this.#lastMs.get(name) ?? Number.NEGATIVE_INFINITY) >= everyMs;
    if (!isDue || control === null || candidate === null || this.#underWay.has(name)) return;
    this.#lastMs.set(name, nowMs);
    this.#underWay.add(name);
    this.#asked += 1;
    void this.#compare(model, { control, candidate }, greedyPrompt(this.#asked)).finally(() =>
      this.#underWay.delete(name),
    );
  }

  async #compare(model: string, { control, candidate }: Arms<Answering>, prompt: string): Promise<void> {
    const ask = async ({ replica, variant }: Answering): Promise<string | null> =>
      await this.#parts.ask(replica, variant, prompt).catch(() => null);
    const [first, again, other] = await Promise.all([ask(control), ask(control), ask(candidate)]);
    // Without all three there is nothing to compare; failures are counted where clients meet them.
    if (first === null || again === null || other === null) return;
    this.#parts.compared(model, { controlAgain: again !== first, candidate: other !== first });
  }
}

export interface Answering {
  readonly replica: Replica;
  readonly variant: Variant;
}
