import type { ControllerParts } from './controller-parts.ts';
import type { Observation } from './core/observation.ts';
import type { RolloutState } from './core/rollout-state.ts';
import { trafficOf } from './core/traffic.ts';
import type { Answering } from './greedy-check.ts';
import { Observer } from './observe.ts';
import type { EpochSamples } from './samples/epoch-samples.ts';
import { SharedSamples } from './samples/shared-samples.ts';

type LookoutParts = Pick<
  ControllerParts,
  'config' | 'store' | 'sampler' | 'draftSwap' | 'greedyCheck' | 'isReady' | 'clock' | 'gateway'
>;

/** What the leader sees of each rollout: the samples of all gateways, the replicas, and prompts of our own. */
export class Lookout {
  readonly #parts: LookoutParts;
  readonly #observers = new Map<string, Observer>();
  readonly #shared = new Map<string, SharedSamples>();

  constructor(parts: LookoutParts) {
    this.#parts = parts;
  }

  /** `lookIntervalMs`: within two of them all gateways have handed in what they saw. */
  async observe(state: RolloutState, lookIntervalMs: number): Promise<Observation> {
    const { config, isReady, clock, draftSwap } = this.#parts;
    const { model, control, candidate } = state.plan;
    const variants = config().models.get(model)?.variants;
    const ready = (name: string): readonly string[] =>
      (variants?.get(name)?.replicas ?? []).filter((replica) => isReady(replica)).map((replica) => replica.name);
    const wallMs = clock.wallTime();
    const observer = this.#observers.get(state.plan.name) ?? new Observer();
    this.#observers.set(state.plan.name, observer);
    return observer.observe(state, {
      byEpoch: await this.#samples(state),
      ready: { control: ready(control), candidate: ready(candidate) },
      speculates: variants?.get(candidate)?.speculator.kind !== 'none',
      swap: draftSwap.answer(state),
      wallMs,
      completeUntilMs: wallMs - 2 * lookIntervalMs,
    });
  }

  /** Asks a prompt of our own where one is due: while the candidate serves somebody, and there is a control to compare it with. */
  compare(state: RolloutState): void {
    const { config, isReady, clock, greedyCheck } = this.#parts;
    const traffic = trafficOf(state);
    if (traffic === null || traffic.coverage === 0 || traffic.candidateWeight >= 1) return;
    const { plan } = state;
    const answering = (name: string): Answering | null => {
      const variant = config().models.get(plan.model)?.variants.get(name);
      const replica = variant?.replicas.find((one) => isReady(one));
      return variant === undefined || replica === undefined ? null : { replica, variant };
    };
    greedyCheck.look(plan, { control: answering(plan.control), candidate: answering(plan.candidate) }, clock.now());
  }

  async #samples({ plan: { name }, run }: RolloutState): Promise<ReadonlyMap<number, EpochSamples>> {
    const { store, sampler, gateway } = this.#parts;
    const known = this.#shared.get(name);
    const shared = known?.isOf(name, run) === true ? known : new SharedSamples(name, run, gateway);
    this.#shared.set(name, shared);
    return await shared.read(store, sampler.epochsOf(name, run));
  }
}
