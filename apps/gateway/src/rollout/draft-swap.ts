import type { Replica, SwapStep, Variant } from '@slipstream/config';
import type { Observation } from './core/observation.ts';
import type { RolloutState } from './core/rollout-state.ts';

/** Asks one engine to load other draft weights while it serves. Resolves with why it would not, or null. */
export type AskForSwap = (replica: Replica, step: SwapStep) => Promise<string | null>;

/** The swap of draft weights that a step asked for: begun once, and what came of it. Nothing of it is believed before it is measured. */
export class DraftSwap {
  readonly #ask: AskForSwap;
  readonly #variantOf: (state: RolloutState) => Variant | undefined;
  readonly #answers = new Map<string, Observation['swap']>();

  constructor(ask: AskForSwap, variantOf: (state: RolloutState) => Variant | undefined) {
    this.#ask = ask;
    this.#variantOf = variantOf;
  }

  begin(state: RolloutState, step: SwapStep): void {
    const replicas = this.#variantOf(state)?.replicas ?? [];
    void Promise.all(replicas.map(async (replica) => [replica.name, await this.#try(replica, step)] as const)).then(
      (answers) => {
        const refused = answers.filter(([, reason]) => reason !== null).map(([name, reason]) => `${name}: ${reason}`);
        const accepted = refused.length === 0;
        const reason = accepted ? `${replicas.length} replicas took it` : refused.join('; ');
        this.#answers.set(keyOf(state), { accepted, reason });
      },
    );
  }

  /** Of the step that the rollout is in; null where it is not known, which it is not on another gateway than that which asked. */
  answer(state: RolloutState): Observation['swap'] {
    return this.#answers.get(keyOf(state)) ?? null;
  }

  async #try(replica: Replica, step: SwapStep): Promise<string | null> {
    try {
      return await this.#ask(replica, step);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function keyOf({ plan, revision }: RolloutState): string {
  return `${plan.name}.${revision}`;
}
