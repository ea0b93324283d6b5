import type { Config, Replica, Variant } from '@slipstream/config';
import type { RequestFigures } from '../../metering/request-figures.ts';
import type { RequestRecord } from '../../metering/request-record.ts';
import type { Sink } from '../../metering/sink.ts';
import type { Clock, Decision, SamplePart } from '../../ports.ts';
import { runOf } from '../traffic-in-force.ts';
import type { TrafficInForce } from '../traffic-in-force.ts';
import { answerSample } from './answer-sample.ts';
import type { EpochSamples } from './epoch-samples.ts';
import { OpenEpoch } from './open-epoch.ts';
import { partsOf } from './sample-parts.ts';

/** Epochs of one rollout that are still listened to: streams that were assigned under an old one end under a new one. */
const mostEpochs = 3;

export interface SamplerOptions {
  /** Name of this gateway among those that share a store. */
  readonly gateway: string;
  readonly clock: Clock;
  readonly isReady: (replica: Replica) => boolean;
}

/**
 * Turns settled requests into the samples of rollouts. A request belongs to the epoch under which it was assigned: that is
 * known by the experiment in its decision, whose object stands for it. Keeps sums, and nothing of a single request.
 */
export class Sampler implements Sink {
  readonly name = 'rollout';
  readonly #options: SamplerOptions;
  /** By the seed of its experiment and the epoch: one object per epoch, though a reload makes new experiments. */
  readonly #epochs = new Map<string, OpenEpoch>();
  #current: ReadonlyMap<string, OpenEpoch> = new Map();
  readonly #byExperiment = new WeakMap<object, OpenEpoch>();
  #readyAtMs: number | null = null;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** From now on decisions of this configuration are counted for these rollouts. */
  follow(config: Config, inForce: ReadonlyMap<string, TrafficInForce>): void {
    const current = new Map<string, OpenEpoch>();
    for (const [name, own] of inForce) {
      const model = config.models.get(name);
      if (model === undefined || own.traffic.coverage <= 0) continue;
      const key = runOf(own);
      const epoch = this.#epochs.get(key) ?? new OpenEpoch(own, model.experiment.unit !== 'request');
      this.#epochs.set(key, epoch);
      this.#byExperiment.set(model.experiment, epoch);
      current.set(name, epoch);
    }
    this.#current = current;
    this.#forgetOld();
  }

  /** A request has come to its variant. */
  arrived(decision: Decision): void {
    this.#byExperiment.get(decision.model.experiment)?.arrived(decision, this.#options.clock.wallTime());
  }

  settle(record: RequestRecord, figures: RequestFigures): void {
    const { decision } = record;
    if (decision === null || !decision.exposure) return;
    const epoch = this.#byExperiment.get(decision.model.experiment);
    const arm = epoch?.armOf(decision.variant.name) ?? null;
    if (epoch === undefined || arm === null) return;
    const sample = answerSample(record, figures, epoch.inForce.plan);
    epoch.answered(arm, record, sample, this.#options.clock.wallTime());
  }

  /** A prompt of our own was compared, for a model whose traffic a rollout has. */
  compared(model: string, differs: { readonly controlAgain: boolean; readonly candidate: boolean }): void {
    this.#current.get(model)?.compared(differs, this.#options.clock.wallTime());
  }

  /** Counts the time of ready replicas since the last call. */
  countReady(config: Config): void {
    const { clock, isReady } = this.#options;
    const nowMs = clock.now();
    const seconds = this.#readyAtMs === null ? 0 : (nowMs - this.#readyAtMs) / 1000;
    this.#readyAtMs = nowMs;
    for (const [name, epoch] of this.#current) {
      const variants = config.models.get(name)?.variants;
      for (const arm of ['control', 'candidate'] as const) {
        const ready = readyReplicas(variants?.get(epoch.inForce.plan[arm]), isReady);
        epoch.ready(arm, ready * seconds, clock.wallTime());
      }
    }
  }

  /** What this gateway has seen of a run, by epoch, as far as it still listens to it. */
  epochsOf(rollout: string, run: number): ReadonlyMap<number, EpochSamples> {
    const own = [...this.#epochs.values()].filter(
      ({ inForce }) => inForce.plan.name === rollout && inForce.run === run,
    );
    return new Map(own.map((epoch) => [epoch.inForce.epoch, epoch.samples]));
  }

  /**
   * Hands over what changed since the last time, to be kept. When that fails it is handed over again, with what came since:
   * parts are written whole, so that nothing counts twice.
   */
  async flush(keep: (parts: readonly SamplePart[]) => Promise<void>): Promise<void> {
    const taken = [...this.#epochs.values()].map((epoch) => ({ epoch, keys: epoch.takeDirty() }));
    const parts = taken.flatMap(({ epoch, keys }) => {
      const { plan, run, epoch: number } = epoch.inForce;
      const of = { rollout: plan.name, run, epoch: number, gateway: this.#options.gateway };
      return keys.length === 0 && !this.#isCurrent(epoch) ? [] : partsOf(epoch.samples, keys, of);
    });
    if (parts.length === 0) return;
    try {
      await keep(parts);
    } catch (error) {
      for (const { epoch, keys } of taken) epoch.putBack(keys);
      throw error;
    }
  }

  #isCurrent(epoch: OpenEpoch): boolean {
    return [...this.#current.values()].includes(epoch);
  }

  #forgetOld(): void {
    const byRollout = Map.groupBy(this.#epochs, ([, { inForce }]) => inForce.plan.name);
    for (const epochs of byRollout.values()) {
      for (const [key] of epochs.slice(0, -mostEpochs)) this.#epochs.delete(key);
    }
  }
}

function readyReplicas(variant: Variant | undefined, isReady: (replica: Replica) => boolean): number {
  return variant?.replicas.filter((replica) => isReady(replica)).length ?? 0;
}
