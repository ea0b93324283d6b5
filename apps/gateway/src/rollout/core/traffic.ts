import type { Coverage, CoverageStep } from '@slipstream/config';
import type { ActivePhase } from './phase.ts';
import type { RolloutState } from './rollout-state.ts';

/** How a model's units are split while a rollout has them. Units outside the coverage go to the control. */
export interface Traffic {
  /** One for each run: another run assigns anew. */
  readonly seed: string;
  /** In [0, 1]. */
  readonly coverage: number;
  /** The candidate's share of the covered units, in [0, 1]. */
  readonly candidateWeight: number;
}

/** What the state asks for, from the state alone; null: what the configuration of the model says. */
export function trafficOf(state: RolloutState): Traffic | null {
  const { phase, plan } = state;
  const seed = `${plan.name}.${state.run}`;
  const controlOnly: Traffic = { seed, coverage: 0, candidateWeight: 0.5 };
  switch (phase.kind) {
    case 'absent':
    case 'planned':
      return null;
    case 'ready':
    case 'rolled_back':
    case 'no_benefit':
    case 'expired':
      return controlOnly;
    case 'promoted':
      return { seed, coverage: 1, candidateWeight: phase.settled ? 1 : 1 - plan.holdback };
    case 'paused':
      return activeTraffic(state, phase.from, seed);
    default:
      return activeTraffic(state, phase, seed);
  }
}

function activeTraffic(state: RolloutState, phase: ActivePhase, seed: string): Traffic {
  const { plan, replicaShare } = state;
  if (phase.kind === 'promoting') return { seed, coverage: 1, candidateWeight: 1 - plan.holdback };
  const step = coverageStep(state, phase.kind === 'warming' ? 0 : phase.step);
  // Equal slices, since noise falls on both; a candidate with most of the replicas needs more than half of the units.
  const candidateWeight = step.candidateWeight ?? Math.max(0.5, replicaShare);
  return { seed, coverage: coverageOf(step.coverage, replicaShare / candidateWeight), candidateWeight };
}

/** The step of coverage in force at an index: draft weights are swapped under the coverage that was reached. */
function coverageStep({ plan }: RolloutState, index: number): CoverageStep {
  const step = plan.steps.slice(0, index + 1).findLast(({ kind }) => kind === 'coverage');
  if (step?.kind !== 'coverage') throw new Error(`the rollout ${plan.name} has no step of coverage up to ${index}`);
  return step;
}

function coverageOf(coverage: Coverage, matched: number): number {
  return 'ofUnits' in coverage ? coverage.ofUnits : Math.min(1, coverage.ofMatched * matched);
}

export function isSameTraffic(one: Traffic | null, other: Traffic | null): boolean {
  if (one === null || other === null) return one === other;
  return one.seed === other.seed && one.coverage === other.coverage && one.candidateWeight === other.candidateWeight;
}
