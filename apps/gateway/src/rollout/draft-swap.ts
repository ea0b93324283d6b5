import type { Replica, SwapStep, Variant } from '@slipstream/config';
import type { AskForSwap, Logger, SwapOrder, SwapRefusal } from '../ports.ts';
import type { SwapAnswer } from './core/observation.ts';
import type { RolloutState } from './core/rollout-state.ts';

export interface DraftSwapParts {
  readonly ask: AskForSwap;
  readonly variantOf: (state: RolloutState) => Variant | undefined;
  readonly logger: Logger;
}

/** The swap of draft weights that a decision asked for: begun once, and what came of it. Nothing of it is believed before it is measured. */
export class DraftSwap {
  readonly #parts: DraftSwapParts;
  readonly #answers = new Map<string, SwapAnswer>();
  /** By rollout: one after the other, since an engine that is asked for the old weights while it loads the new ones might end with either. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(parts: DraftSwapParts) {
    this.#parts = parts;
  }

  /** `state`: that which the decision led to. */
  begin(state: RolloutState, { step, load }: { readonly step: SwapStep; readonly load: 'new' | 'old' }): void {
    const body = load === 'new' ? step.body : step.back;
    if (body === null) return;
    const { route, timeoutMs } = step;
    const { name } = state.plan;
    const before = this.#turns.get(name) ?? Promise.resolve();
    const turn = before.then(async () =>
      this.#told(state, load, await this.#askAll(state, { route, body, timeoutMs })),
    );
    this.#turns.set(name, turn);
  }

  /** Of the decision that the rollout is at; null where it is not known, which it is not on another gateway than that which asked. */
  answer(state: RolloutState): SwapAnswer | null {
    return this.#answers.get(keyOf(state)) ?? null;
  }

  #told(state: RolloutState, load: 'new' | 'old', answer: SwapAnswer): void {
    this.#answers.set(keyOf(state), answer);
    const { plan, run } = state;
    const fields = { rollout: plan.name, run, load, reason: answer.reason };
    if (answer.accepted) this.#parts.logger.info(fields, 'the engines say that they have loaded draft weights');
    else this.#parts.logger.warn(fields, 'draft weights were not loaded');
  }

  async #askAll(state: RolloutState, order: SwapOrder): Promise<SwapAnswer> {
    const replicas = this.#parts.variantOf(state)?.replicas ?? [];
    const answers = await Promise.all(
      replicas.map(async (replica) => ({ replica, refusal: await this.#try(replica, order) })),
    );
    const refused = answers.flatMap(({ replica, refusal }) => (refusal === null ? [] : [{ replica, refusal }]));
    const accepted = refused.length === 0;
    const reasons = refused.map(({ replica, refusal }) => `${replica.name}: ${refusal.reason}`);
    return {
      accepted,
      taken: replicas.length - refused.filter(({ refusal }) => !refusal.mayHaveLoaded).length,
      reason: accepted ? `${replicas.length} of ${replicas.length} replicas took it` : reasons.join('; '),
    };
  }

  async #try(replica: Replica, order: SwapOrder): Promise<SwapRefusal | null> {
    try {
      return await this.#parts.ask(replica, order);
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error), mayHaveLoaded: true };
    }
  }
}

function keyOf({ plan, revision }: RolloutState): string {
  return `${plan.name}.${revision}`;
}
