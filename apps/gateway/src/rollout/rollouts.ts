import type { Config, Replica } from '@slipstream/config';
import type { Sink } from '../metering/sink.ts';
import type { AskForSwap, Cancel, Clock, Decision, Logger, RolloutTable, Timers } from '../ports.ts';
import { RolloutController } from './controller.ts';
import type { RolloutEvent } from './core/rollout-event.ts';
import { DraftSwap } from './draft-swap.ts';
import { GreedyCheck } from './greedy-check.ts';
import type { AskGreedily } from './greedy-check.ts';
import { JsonRolloutStore } from './json-rollout-store.ts';
import { Sampler } from './samples/sampler.ts';
import { withTraffic } from './traffic-in-force.ts';
import type { TrafficInForce } from './traffic-in-force.ts';
import { Webhooks } from './webhooks.ts';
import type { WebhooksParts } from './webhooks.ts';

export interface RolloutsParts {
  /** As the file has it. */
  readonly fileConfig: () => Config;
  readonly table: RolloutTable;
  readonly isReady: (replica: Replica) => boolean;
  readonly askForSwap: AskForSwap;
  readonly askGreedily: AskGreedily;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Unique among the gateways that share the table, and new with each start. */
  readonly gateway: string;
  readonly brakeFileIsThere: () => boolean;
  readonly onDecision?: (event: RolloutEvent) => void;
  readonly webhooks: Pick<WebhooksParts, 'webhooks' | 'post' | 'onGivenUp'>;
}

/** All rollouts of a gateway, wired: samples in, splits out, and a look at everything now and then. */
export class Rollouts {
  readonly controller: RolloutController;
  readonly sampler: Sampler;
  readonly #parts: RolloutsParts;
  #config: Config;
  #cancel: Cancel = () => undefined;
  #looking: Promise<void> = Promise.resolve();
  #isStopped = false;
  #isLooking = false;
  readonly #watchers = new Set<{ readonly looked: () => void; readonly stopped: () => void }>();

  constructor(parts: RolloutsParts) {
    this.#parts = parts;
    this.#config = parts.fileConfig();
    const { fileConfig, table, isReady, askForSwap, askGreedily } = parts;
    const store = new JsonRolloutStore(table);
    this.sampler = new Sampler(parts);
    const draftSwap = new DraftSwap({
      ask: askForSwap,
      variantOf: ({ plan }) => fileConfig().models.get(plan.model)?.variants.get(plan.candidate),
      logger: parts.logger,
    });
    this.controller = new RolloutController({
      ...parts,
      config: fileConfig,
      store,
      webhooks: new Webhooks({ ...parts, ...parts.webhooks, store }),
      sampler: this.sampler,
      draftSwap,
      greedyCheck: new GreedyCheck({
        ask: askGreedily,
        compared: (model, differs) => this.sampler.compared(model, differs),
      }),
      isReady,
      putInForce: (inForce) => this.#put(inForce),
    });
  }

  /** What requests work with: the file, with the splits of the rollouts in it. */
  config(): Config {
    return this.#config;
  }

  get sinks(): readonly Sink[] {
    return [this.sampler];
  }

  arrived(decision: Decision): void {
    this.sampler.arrived(decision);
  }

  /** `looked` after each look, by which everything may have changed; `stopped` when there will be no more. */
  subscribe(looked: () => void, stopped: () => void): Cancel {
    const watcher = { looked, stopped };
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Resolves after the first look, so that a gateway that starts begins with the splits that are decided. */
  async start(): Promise<void> {
    this.#parts.table.watch?.(() => this.#lookSoon());
    await this.#look();
  }

  /** The file has changed. */
  reconfigured(): void {
    this.controller.reconfigured();
  }

  /** What was seen last is kept, and another may lead at once. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { stopped } of this.#watchers) stopped();
    this.#cancel();
    await this.#looking;
    if (this.#isIdle()) return;
    await this.controller.look();
    await this.controller.resign();
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    // Where there are no rollouts, and nobody can make any, there is nothing to keep, and no file is made for it.
    if (!this.#isIdle()) await this.controller.look();
    this.#isLooking = false;
    for (const { looked } of this.#watchers) looked();
    if (this.#isStopped) return;
    this.#cancel = this.#parts.timers.after(this.controller.lookIntervalMs(), () => {
      this.#looking = this.#look();
    });
  }

  /** Somebody has decided: the look that is due in a while is due now. One that is under way is not disturbed. */
  #lookSoon(): void {
    if (this.#isStopped || this.#isLooking) return;
    this.#cancel();
    this.#looking = this.#look();
  }

  #isIdle(): boolean {
    const { rollouts, admin } = this.#parts.fileConfig();
    return rollouts.size === 0 && admin === null;
  }

  #put(inForce: ReadonlyMap<string, TrafficInForce>): void {
    this.#config = withTraffic(this.#parts.fileConfig(), inForce);
    this.sampler.follow(this.#config, inForce);
  }
}
