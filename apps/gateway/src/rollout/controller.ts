import type { Rollout } from '@slipstream/config';
import { Brake } from './brake.ts';
import type { BrakePull } from './brake.ts';
import type { ControllerParts } from './controller-parts.ts';
import type { Command } from './core/command.ts';
import type { RolloutEvent } from './core/rollout-event.ts';
import { Decisions } from './decisions.ts';
import { KnownRollouts } from './known-rollouts.ts';
import { Leader } from './leader.ts';
import { Lookout } from './lookout.ts';
import type { Refused } from './refusal.ts';
import { Requests } from './requests.ts';
import type { Asker } from './requests.ts';
import type { StoredRollout } from './rollout-store.ts';
import { StorePresence } from './store-presence.ts';
import { trafficInForce } from './traffic-in-force.ts';

/** A leader that was not heard of for so many looks is gone. */
const leaseLooks = 3;
const longestLookMs = 1000;
const shortestLookMs = 100;

/**
 * Leads rollouts, or follows whoever does. Every look reads what is decided and puts it in force here; the leader then looks at
 * each rollout, and decides. Decisions take effect by what is kept, not by who made them: so a leader may die at any point, and
 * two that both believe to lead decide once. While the store is away the last splits stay in force and nothing is decided.
 */
export class RolloutController {
  readonly brake: Brake;
  readonly #parts: ControllerParts;
  readonly #known: KnownRollouts;
  readonly #leader: Leader;
  readonly #requests: Requests;
  readonly #presence: StorePresence;
  #inForce = '';

  constructor(parts: ControllerParts) {
    this.#parts = parts;
    this.brake = new Brake(parts.brakeFileIsThere, (pull) => this.#braked(pull));
    this.#known = new KnownRollouts(parts.config);
    this.#presence = new StorePresence(parts.logger);
    const decisions = new Decisions(parts, this.#known, () => this.#apply(false));
    const shared = { ...parts, known: this.#known, decisions, brake: this.brake };
    this.#leader = new Leader({ ...shared, lookout: new Lookout(parts) });
    this.#requests = new Requests({ ...shared, read: async () => await this.#read() });
  }

  /** Why the store cannot be reached; null: it can. */
  get away(): string | null {
    return this.#presence.away;
  }

  get isLeading(): boolean {
    return this.#leader.isLeading;
  }

  /** As last read: those of the file in its order, then those made by the API. */
  rollouts(): readonly StoredRollout[] {
    return this.#known.list();
  }

  rollout(name: string): StoredRollout | null {
    return this.#known.find(name);
  }

  async events(name: string, afterRevision: number): Promise<readonly RolloutEvent[]> {
    return await this.#parts.store.events(name, afterRevision);
  }

  /** Between two looks: ten in a block, and one in a second at least, since followers must not be later than that. */
  lookIntervalMs(): number {
    const blocks = this.rollouts().map(({ state }) => state.plan.blockMs / 10);
    return Math.max(shortestLookMs, Math.min(longestLookMs, ...blocks));
  }

  /** One look. Never rejects. Not while another is under way. */
  async look(): Promise<void> {
    const { store, sampler, config, gateway, clock, webhooks } = this.#parts;
    this.brake.look();
    sampler.countReady(config());
    try {
      await this.#read();
      await sampler.flush((parts) => store.keepSamples(parts));
      const lookMs = this.lookIntervalMs();
      const leaseMs = leaseLooks * lookMs;
      if (await store.lead(gateway, clock.wallTime(), leaseMs)) {
        await this.#leader.look(lookMs, leaseMs);
        await webhooks.look();
      } else this.#leader.rest();
      this.#presence.isBack();
    } catch (error) {
      this.#leader.rest();
      this.#presence.isAway(error);
    }
  }

  /** The file has changed: rollouts may have come or gone. */
  reconfigured(): void {
    this.#apply(true);
  }

  /** What somebody asks for, on any gateway. The answer is what was decided, by whoever was first. */
  async ask(name: string, asked: Omit<Command, 'plan'>): Promise<StoredRollout | Refused> {
    return await this.#requests.ask(name, asked);
  }

  /** A rollout that is in no file. `plan` has been checked. */
  async create(plan: Rollout, asker: Asker): Promise<StoredRollout | Refused> {
    return await this.#requests.create(plan, asker);
  }

  /** Of those made by `create`, one that is planned or over. */
  async remove(name: string, asker: Asker): Promise<StoredRollout | Refused> {
    return await this.#requests.remove(name, asker);
  }

  async resign(): Promise<void> {
    this.#leader.rest();
    await this.#parts.store.resign(this.#parts.gateway).catch(() => undefined);
  }

  async #read(): Promise<void> {
    await this.#known.read(this.#parts.store);
    this.#apply(false);
  }

  #apply(isForced: boolean): void {
    const states = this.rollouts().map(({ state }) => state);
    const inForce = trafficInForce(states, this.brake.pulled !== null);
    const seen = JSON.stringify([...inForce].map(([model, { run, epoch, traffic }]) => [model, run, epoch, traffic]));
    if (seen === this.#inForce && !isForced) return;
    this.#inForce = seen;
    this.#parts.putInForce(inForce);
  }

  #braked(pull: BrakePull | null): void {
    this.#apply(false);
    const { logger } = this.#parts;
    if (pull === null) logger.warn({}, 'the brake is released: rollouts may be started again');
    else logger.warn({ by: pull.by, why: pull.why }, 'the brake is on: all rollouts give everything to their controls');
  }
}
