import { defaultConclusionPlan, fnv1a32 } from '@slipstream/statistics';
import { seededRandom } from './random.ts';
import { runErrors } from './run-errors.ts';
import type { ErrorScenario } from './run-errors.ts';
import { runMismatches } from './run-mismatches.ts';
import type { MismatchScenario } from './run-mismatches.ts';
import { runWorld } from './run-world.ts';
import type { RunOutcome } from './run-world.ts';
import type { Scenario, World } from './worlds/world.ts';
import { worlds } from './worlds/worlds.ts';

/** One row of the table: a world and what is true in it, simulated many times. */
export type Cell = WorldCell | AlarmCell;

export interface WorldCell {
  readonly kind: 'world';
  readonly name: string;
  readonly world: World;
  readonly scenario: Scenario;
  /** One run: the same seed gives the same outcome, whatever else is simulated. */
  readonly run: (seed: number) => RunOutcome;
}

/** A guardrail of events: when does it raise an alarm? */
export interface AlarmCell {
  readonly kind: 'alarm';
  readonly name: string;
  readonly what: string;
  /** Whether the alarm is false. */
  readonly isFalse: boolean;
  /** The alarm must come within so many events in half of the runs. Null where nothing is promised. */
  readonly medianWithin: number | null;
  /** A median takes more runs than a share does. */
  readonly runsPerSeed: number;
  /** Requests or prompts until the alarm. */
  readonly run: (seed: number) => number | null;
}

const trueSpeedup: Readonly<Record<Scenario, number>> = {
  same: 1,
  edge: 1 + defaultConclusionPlan.minimalEffect,
  faster: 1.3,
};

const errorRate = { control: 0.01, candidate: 0.01 };

const worldCells = worlds.flatMap((world) =>
  world.scenarios.map((scenario): WorldCell => {
    const name = `${world.name}/${scenario}`;
    const truth = { speedup: trueSpeedup[scenario], errorRate };
    return { kind: 'world', name, world, scenario, run: (seed) => runWorld(world, truth, randomOf(name, seed)) };
  }),
);

export const cells: readonly Cell[] = [
  ...worldCells,
  errors('errors/same', '1 % and 1 %, 50/50', null, { errorRate, requests: 20_000 }),
  errors('errors/same-bursts', 'the same with dying replicas', null, {
    errorRate,
    ingredients: { deaths: { perReplicaHour: 2, requests: 40 } },
    requests: 20_000,
  }),
  errors('errors/same-ramp', 'the same, 5 → 25 → 50 %', null, {
    errorRate,
    ingredients: {
      stages: [
        { blocks: 40, weight: 0.05, replicas: { control: 19, candidate: 1 } },
        { blocks: 40, weight: 0.25, replicas: { control: 15, candidate: 5 } },
        { blocks: 40, weight: 0.5, replicas: { control: 10, candidate: 10 } },
      ],
    },
    requests: 20_000,
  }),
  errors('errors/1-to-5', '1 % and 5 %, 50/50', 600, {
    errorRate: { control: 0.01, candidate: 0.05 },
    requests: 20_000,
  }),
  errors('errors/1-to-2', '1 % and 2 %, 50/50', null, {
    errorRate: { control: 0.01, candidate: 0.02 },
    requests: 20_000,
  }),
  errors('errors/1-to-10-canary', '1 % and 10 %, one replica of twenty', null, {
    errorRate: { control: 0.01, candidate: 0.1 },
    ingredients: { stages: [{ blocks: 1, weight: 0.05, replicas: { control: 19, candidate: 1 } }] },
    requests: 20_000,
  }),
  mismatches('mismatches/same', '15 % and 15 % of greedy answers differ', {
    control: 0.15,
    candidate: 0.15,
    prompts: 4000,
  }),
  mismatches('mismatches/15-to-25', '15 % and 25 %', { control: 0.15, candidate: 0.25, prompts: 4000 }),
  mismatches('mismatches/2-to-15', '2 % and 15 %', { control: 0.02, candidate: 0.15, prompts: 4000 }),
];

function errors(name: string, what: string, medianWithin: number | null, scenario: ErrorScenario): AlarmCell {
  const isFalse = scenario.errorRate.candidate <= scenario.errorRate.control;
  const runsPerSeed = medianWithin === null ? 1 : 20;
  const run = (seed: number): number | null => runErrors(scenario, randomOf(name, seed));
  return { kind: 'alarm', name, what, isFalse, medianWithin, runsPerSeed, run };
}

function mismatches(name: string, what: string, scenario: MismatchScenario): AlarmCell {
  const isFalse = scenario.candidate <= scenario.control;
  const run = (seed: number): number | null => runMismatches(scenario, randomOf(name, seed));
  return { kind: 'alarm', name, what, isFalse, medianWithin: null, runsPerSeed: 5, run };
}

function randomOf(name: string, seed: number): ReturnType<typeof seededRandom> {
  return seededRandom(seed, fnv1a32(name));
}
