import type { Config, Experiment, Model, Rollout } from '@slipstream/config';
import type { RolloutState } from './core/rollout-state.ts';
import { trafficOf } from './core/traffic.ts';
import type { Traffic } from './core/traffic.ts';

/** What a rollout does to its model's traffic now, and under which name its answers are counted. */
export interface TrafficInForce {
  readonly plan: Rollout;
  readonly run: number;
  readonly epoch: number;
  readonly traffic: Traffic;
}

/**
 * Of the rollouts of each model, that which was started last has its traffic; those not started yet have none. By model.
 * With the brake on, every one of them gives all to the control.
 */
export function trafficInForce(
  states: readonly RolloutState[],
  isBraked: boolean,
): ReadonlyMap<string, TrafficInForce> {
  const owners = new Map<string, RolloutState>();
  for (const state of states) {
    if (state.phase.kind === 'planned') continue;
    const other = owners.get(state.plan.model);
    if (other === undefined || other.begunWallMs < state.begunWallMs) owners.set(state.plan.model, state);
  }
  const inForce = new Map<string, TrafficInForce>();
  for (const [model, state] of owners) {
    const traffic = trafficOf(state);
    if (traffic === null) continue;
    const { plan, run, epoch } = state;
    inForce.set(model, { plan, run, epoch, traffic: isBraked ? { ...traffic, coverage: 0 } : traffic });
  }
  return inForce;
}

/**
 * The configuration with the rollouts' splits in the place of its experiments: routing works with it as with any other.
 * Variants stay the objects that they are, and with them what is known of their replicas. A rollout whose variants are
 * gone from the file is passed over.
 */
export function withTraffic(config: Config, inForce: ReadonlyMap<string, TrafficInForce>): Config {
  if (inForce.size === 0) return config;
  const models = new Map<string, Model>();
  for (const [name, model] of config.models) {
    const own = inForce.get(name);
    const isThere = own !== undefined && [own.plan.control, own.plan.candidate].every((arm) => model.variants.has(arm));
    models.set(name, isThere ? Object.freeze({ ...model, experiment: experimentOf(model, own) }) : model);
  }
  return Object.freeze({ ...config, models });
}

function experimentOf({ variants, experiment }: Model, inForce: TrafficInForce): Experiment {
  const { plan, traffic } = inForce;
  const { control, candidate } = plan;
  const { seed, coverage, candidateWeight } = traffic;
  const weightOf = (name: string): number =>
    name === candidate ? candidateWeight : name === control ? 1 - candidateWeight : 0;
  const weights = new Map([...variants.keys()].map((name) => [name, weightOf(name)]));
  const { unit, allowForced } = experiment;
  return Object.freeze({ seed, unit, coverage, weights, fallback: control, allowForced, run: runOf(inForce) });
}

/** `ROLLOUT.RUN.EPOCH`: another one is another split, and what is counted under both is not compared. */
export function runOf({ plan, run, epoch }: TrafficInForce): string {
  return `${plan.name}.${run}.${epoch}`;
}
