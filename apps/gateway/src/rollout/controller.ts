import type { Config, Replica, Rollout } from '@slipstream/config';
import type { Clock, Logger } from '../ports.ts';
import { Brake } from './brake.ts';
import type { BrakePull } from './brake.ts';
import { advance } from './core/advance.ts';
import type { Look } from './core/advance.ts';
import { command } from './core/command.ts';
import type { Command } from './core/command.ts';
import type { Moment } from './core/moment.ts';
import type { Observation } from './core/observation.ts';
import { isOver } from './core/phase.ts';
import type { RolloutEvent } from './core/rollout-event.ts';
import { planned } from './core/rollout-state.ts';
import type { RolloutState } from './core/rollout-state.ts';
import { trafficOf } from './core/traffic.ts';
import type { Outcome } from './core/transition.ts';
import type { DraftSwap } from './draft-swap.ts';
import type { Answering, GreedyCheck } from './greedy-check.ts';
import { Observer } from './observe.ts';
import type { Refused } from './refusal.ts';
import type { Report, RolloutStore, StoredRollout } from './rollout-store.ts';
import type { EpochSamples } from './samples/epoch-samples.ts';
import type { Sampler } from './samples/sampler.ts';
import { SharedSamples } from './samples/shared-samples.ts';
import { trafficInForce } from './traffic-in-force.ts';
import type { TrafficInForce } from './traffic-in-force.ts';

export interface ControllerParts {
  /** As the file has it: without what rollouts do. */
  readonly config: () => Config;
  readonly store: RolloutStore;
  readonly sampler: Sampler;
  readonly draftSwap: DraftSwap;
  readonly greedyCheck: GreedyCheck;
  readonly isReady: (replica: Replica) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Name of this gateway among those that share the store. */
  readonly gateway: string;
  readonly brakeFileIsThere: () => boolean;
  /** Puts these splits in force. Called at once when they change. */
  readonly putInForce: (inForce: ReadonlyMap<string, TrafficInForce>) => void;
  /** Told of every decision that this gateway made. */
  readonly onDecision?: (event: RolloutEvent) => void;
  /** Told of all decisions, by whomever, while this gateway leads: each at least once, in order. */
  readonly onEvent?: (event: RolloutEvent) => void;
}

/** A leader that was not heard of for so many looks is gone. */
const leaseLooks = 3;
const longestLookMs = 1000;
const shortestLookMs = 100;
/** How often a command is tried again when somebody else decides at the same moment. */
const mostTries = 5;

/**
 * Leads rollouts, or follows whoever does. Every look reads what is decided and puts it in force here; the leader then looks at
 * each rollout, and decides. Decisions take effect by what is kept, not by who made them: so a leader may die at any point, and
 * two that both believe to lead decide once. While the store is away the last splits stay in force and nothing is decided.
 */
export class RolloutController {
  readonly brake: Brake;
  readonly #parts: ControllerParts;
  readonly #kept = new Map<string, StoredRollout>();
  readonly #observers = new Map<string, Observer>();
  readonly #shared = new Map<string, SharedSamples>();
  /** Revisions up to which decisions were told, and seen. */
  readonly #told = new Map<string, { readonly upTo: number; readonly seen: number }>();
  /** `Clock.now()` of the last look as the leader: the time since then has been attended to. */
  #ledAtMs: number | null = null;
  #away: string | null = null;
  #inForce = '';

  constructor(parts: ControllerParts) {
    this.#parts = parts;
    this.brake = new Brake(parts.brakeFileIsThere, (pull) => this.#braked(pull));
  }

  /** Why the store cannot be reached; null: it can. */
  get away(): string | null {
    return this.#away;
  }

  get isLeading(): boolean {
    return this.#ledAtMs !== null;
  }

  /** As last read, in the order of the file. */
  rollouts(): readonly StoredRollout[] {
    const order = [...this.#parts.config().rollouts.keys()];
    return order.flatMap((name) => this.#kept.get(name) ?? []);
  }

  rollout(name: string): StoredRollout | null {
    return this.#parts.config().rollouts.has(name) ? (this.#kept.get(name) ?? null) : null;
  }

  async events(name: string, afterRevision: number): Promise<readonly RolloutEvent[]> {
    return await this.#parts.store.events(name, afterRevision);
  }

  /** Between two looks: ten in a block, and one in a second at least, since followers must not be later than that. */
  lookIntervalMs(): number {
    const blocks = [...this.#parts.config().rollouts.values()].map(({ blockMs }) => blockMs / 10);
    return Math.max(shortestLookMs, Math.min(longestLookMs, ...blocks));
  }

  /** One look. Never rejects. Not while another is under way. */
  async look(): Promise<void> {
    const { store, sampler, config, gateway, clock } = this.#parts;
    this.brake.look();
    sampler.countReady(config());
    try {
      await this.#read();
      await sampler.flush((parts) => store.keepSamples(parts));
      const leaseMs = leaseLooks * this.lookIntervalMs();
      const isLeading = await store.lead(gateway, clock.wallTime(), leaseMs);
      if (isLeading) await this.#lead();
      else this.#ledAtMs = null;
      await this.#tell(isLeading);
      this.#isBack();
    } catch (error) {
      this.#isAway(error);
    }
  }

  /** The file has changed: rollouts may have come or gone. */
  reconfigured(): void {
    this.#apply(true);
  }

  /** What somebody asks for, on any gateway. The answer is what was decided, by whoever was first. */
  async ask(name: string, asked: Omit<Command, 'plan'>): Promise<StoredRollout | Refused> {
    const plan = this.#parts.config().rollouts.get(name);
    if (plan === undefined) return this.#unknown(name);
    try {
      for (let tries = 0; tries < mostTries; tries += 1) {
        await this.#read();
        const kept = this.#kept.get(name);
        if (kept === undefined) return this.#unknown(name);
        if (await this.#wasDecided(name, asked)) return kept;
        const obstacle = this.#obstacle(asked.verb, plan);
        if (obstacle !== null) return obstacle;
        const outcome = command(kept.state, { ...asked, plan }, this.#momentOf(kept));
        if ('refused' in outcome) return outcome;
        if (await this.#commit(kept, outcome)) return this.#kept.get(name) ?? kept;
      }
      return { refused: 'moved', message: `${name} is being decided on by others; look at it and ask again.` };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `The store of rollouts cannot be reached (${reason}): nothing was decided. The brake works without it.`;
      return { refused: 'away', message };
    }
  }

  /** A request that comes again, since its answer was lost, finds what it has decided. */
  async #wasDecided(name: string, { request }: Pick<Command, 'request'>): Promise<boolean> {
    if (request === null) return false;
    const events = await this.#parts.store.events(name, 0);
    return events.some((event) => event.request === request);
  }

  async resign(): Promise<void> {
    this.#ledAtMs = null;
    await this.#parts.store.resign(this.#parts.gateway).catch(() => undefined);
  }

  async #read(): Promise<void> {
    const { store, config } = this.#parts;
    let kept = await store.load();
    const missing = [...config().rollouts.values()].filter(
      ({ name }) => !kept.some(({ state }) => state.plan.name === name),
    );
    for (const plan of missing) await store.plan(planned(plan));
    if (missing.length > 0) kept = await store.load();
    this.#kept.clear();
    for (const one of kept) this.#kept.set(one.state.plan.name, this.#upToDate(one));
    this.#apply(false);
  }

  /** Until it is started, a rollout is as the file has it. */
  #upToDate(kept: StoredRollout): StoredRollout {
    const plan = this.#parts.config().rollouts.get(kept.state.plan.name);
    if (plan === undefined || kept.state.phase.kind !== 'planned') return kept;
    return { ...kept, state: { ...kept.state, plan } };
  }

  #apply(isForced: boolean): void {
    const { putInForce } = this.#parts;
    const states = this.rollouts().map(({ state }) => state);
    const inForce = trafficInForce(states, this.brake.pulled !== null);
    const seen = JSON.stringify([...inForce].map(([model, { run, epoch, traffic }]) => [model, run, epoch, traffic]));
    if (seen === this.#inForce && !isForced) return;
    this.#inForce = seen;
    putInForce(inForce);
  }

  async #lead(): Promise<void> {
    const { clock } = this.#parts;
    const nowMs = clock.now();
    const attendedMs = this.#ledAtMs === null ? 0 : Math.min(nowMs - this.#ledAtMs, leaseLooks * this.lookIntervalMs());
    this.#ledAtMs = nowMs;
    for (const kept of Array.from(this.#kept.values())) await this.#lookAt({ ...kept, runMs: kept.runMs + attendedMs });
  }

  async #lookAt(kept: StoredRollout): Promise<void> {
    const { store, config, clock } = this.#parts;
    const { state, runMs } = kept;
    const { name } = state.plan;
    if (!config().rollouts.has(name)) return await this.#stop(kept, 'slipstream.yaml', 'it is no longer in the file');
    const pull = this.brake.pulled;
    if (pull !== null) return await this.#stop(kept, pull.by, `emergency brake: ${pull.why}`, 'brake');
    this.#compare(state);
    const look = advance(state, await this.#observation(state), this.#momentOf(kept));
    if (look.actions.length > 0) {
      await this.#commit(kept, look);
      return;
    }
    const report: Report = { sentence: look.sentence, verdicts: look.verdicts, wallMs: clock.wallTime() };
    await store.report(look.state, runMs, report);
    this.#kept.set(name, { state: look.state, runMs, report });
  }

  /**
   * Follows the log. Who leads tells what is new. Who follows stays a look behind, so that it tells what a leader decided
   * and died before it told.
   */
  async #tell(isLeading: boolean): Promise<void> {
    const { store, onEvent } = this.#parts;
    if (onEvent === undefined) return;
    for (const [name, { state }] of this.#kept) {
      const told = this.#told.get(name) ?? { upTo: state.revision, seen: state.revision };
      if (isLeading && state.revision > told.upTo) {
        for (const event of await store.events(name, told.upTo)) onEvent(event);
      }
      this.#told.set(name, { upTo: isLeading ? state.revision : told.seen, seen: state.revision });
    }
  }

  async #stop(kept: StoredRollout, by: string, why: string, verb: 'abort' | 'brake' = 'abort'): Promise<void> {
    const { plan, phase } = kept.state;
    if (phase.kind === 'planned' || isOver(phase)) return;
    const outcome = command(
      kept.state,
      { verb, by, why, plan, full: false, request: null, expected: null },
      this.#momentOf(kept),
    );
    if (!('refused' in outcome)) await this.#commit(kept, outcome);
  }

  /** False where somebody else was first: what they decided is read with the next look. */
  async #commit(kept: StoredRollout, outcome: Outcome | Look): Promise<boolean> {
    const { store, draftSwap, onDecision, logger, clock } = this.#parts;
    const { state, actions } = outcome;
    const { runMs } = kept;
    const event = actions.find((action) => action.kind === 'record')?.event;
    if (event === undefined) throw new Error(`a decision about ${state.plan.name} has no event`);
    const report: Report = {
      sentence: `${event.to}: ${event.why}`,
      verdicts: event.verdicts,
      wallMs: clock.wallTime(),
    };
    if (!(await store.commit({ state, event, runMs, report }))) return false;
    this.#kept.set(state.plan.name, { state, runMs, report });
    this.#apply(false);
    const { rollout, from, to, why, by, step, traffic, run } = event;
    logger.info({ rollout, run, from, to, why, by, step, traffic }, 'rollout');
    onDecision?.(event);
    for (const action of actions) if (action.kind === 'swap') draftSwap.begin(state, action);
    return true;
  }

  async #observation(state: RolloutState): Promise<Observation> {
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
      completeUntilMs: wallMs - 2 * this.lookIntervalMs(),
    });
  }

  async #samples({ plan: { name }, run }: RolloutState): Promise<ReadonlyMap<number, EpochSamples>> {
    const { store, sampler, gateway } = this.#parts;
    const known = this.#shared.get(name);
    const shared = known?.isOf(name, run) === true ? known : new SharedSamples(name, run, gateway);
    this.#shared.set(name, shared);
    return await shared.read(store, sampler.epochsOf(name, run));
  }

  /** While the candidate serves somebody, and there is a control to compare it with. */
  #compare(state: RolloutState): void {
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

  #momentOf({ runMs }: StoredRollout): Moment {
    return { runMs, wallMs: this.#parts.clock.wallTime() };
  }

  /** What stands in the way of a run that is to begin. */
  #obstacle(verb: Command['verb'], plan: Rollout): Refused | null {
    if (verb !== 'start' && verb !== 'retry') return null;
    const pull = this.brake.pulled;
    if (pull !== null)
      return { refused: 'braked', message: `The brake is on (${pull.by}: ${pull.why}); release it first.` };
    const rival = this.rollouts().find(({ state: { plan: other, phase } }) => {
      const isDone = phase.kind === 'planned' || isOver(phase) || (phase.kind === 'promoted' && phase.settled);
      return other.name !== plan.name && other.model === plan.model && !isDone;
    });
    if (rival === undefined) return null;
    const { plan: other, phase } = rival.state;
    const message = `${other.name} has the traffic of ${plan.model} and is ${phase.kind}: one rollout of a model at a time.`;
    return { refused: 'impossible', message };
  }

  #unknown(name: string): Refused {
    const names = [...this.#parts.config().rollouts.keys()];
    const known = names.length === 0 ? 'there are none' : `rollouts: ${names.join(', ')}`;
    return { refused: 'unknown', message: `There is no rollout ${JSON.stringify(name)}; ${known}.` };
  }

  #braked(pull: BrakePull | null): void {
    this.#apply(false);
    const { logger } = this.#parts;
    if (pull === null) logger.warn({}, 'the brake is released: rollouts may be started again');
    else logger.warn({ by: pull.by, why: pull.why }, 'the brake is on: all rollouts give everything to their controls');
  }

  #isAway(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#ledAtMs = null;
    if (this.#away === null) {
      this.#parts.logger.error(
        { reason },
        'rollouts cannot be kept: the last splits stay in force, nothing is decided',
      );
    }
    this.#away = reason;
  }

  #isBack(): void {
    if (this.#away !== null) this.#parts.logger.info({}, 'rollouts can be kept again');
    this.#away = null;
  }
}
