import type { ControllerParts } from './controller-parts.ts';
import type { Look } from './core/advance.ts';
import type { Outcome } from './core/transition.ts';
import type { KnownRollouts } from './known-rollouts.ts';
import type { Report, StoredRollout } from './rollout-store.ts';

type DecisionsParts = Pick<ControllerParts, 'store' | 'draftSwap' | 'webhooks' | 'clock' | 'logger' | 'onDecision'>;

/** Keeps decisions, and then does what they ask for. */
export class Decisions {
  readonly #parts: DecisionsParts;
  readonly #known: KnownRollouts;
  readonly #apply: () => void;

  /** `apply` puts in force what follows from what is known now. */
  constructor(parts: DecisionsParts, known: KnownRollouts, apply: () => void) {
    this.#parts = parts;
    this.#known = known;
    this.#apply = apply;
  }

  /** False where somebody else was first: what they decided is read with the next look. */
  async commit({ runMs }: StoredRollout, { state, actions }: Outcome | Look): Promise<boolean> {
    const { store, draftSwap, webhooks, onDecision, logger, clock } = this.#parts;
    const event = actions.find((action) => action.kind === 'record')?.event;
    if (event === undefined) throw new Error(`a decision about ${state.plan.name} has no event`);
    const wallMs = clock.wallTime();
    const report: Report = { sentence: `${event.to}: ${event.why}`, verdicts: event.verdicts, wallMs };
    const deliveries = webhooks.deliveriesOf(event);
    if (!(await store.commit({ state, event, runMs, report, deliveries }))) return false;
    this.#known.put({ state, runMs, report });
    this.#apply();
    const { rollout, from, to, why, by, step, traffic, run } = event;
    logger.info({ rollout, run, from, to, why, by, step, traffic }, 'rollout');
    onDecision?.(event);
    for (const action of actions) if (action.kind === 'swap') draftSwap.begin(state, action);
    return true;
  }
}
