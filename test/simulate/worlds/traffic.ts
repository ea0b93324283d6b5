import type { ArmName, IncidentKind, RequestSample } from '@slipstream/statistics';
import type { Random } from '../random.ts';
import type { Ingredients, Stage } from './ingredients.ts';
import { drawUsers } from './users.ts';
import { blockSeconds } from './world.ts';
import type { Truth, WorldBlock, WorldRequest } from './world.ts';

/** ln seconds: 20 ms a token. */
const typicalLogTpot = Math.log(0.02);
/** Answers that die are half way through. */
const shares = { control: 0, candidate: 1 } as const;

/**
 * Traffic of a world without queues, block by block. Lengths are lognormal(ln 180, 1) in 1…4096, first tokens take about 0.3 s.
 */
export function* traffic(
  ingredients: Ingredients,
  truth: Truth,
  random: Random,
  blocks: number,
): Generator<WorldBlock, void, undefined> {
  const scene = setScene(ingredients, truth, random);
  let seconds = random.exponential() / ingredients.requestsPerSecond;
  for (let index = 0; index < blocks; index += 1) {
    const epoch = epochAt(ingredients.stages, index);
    const stage = ingredients.stages[epoch];
    if (stage === undefined) throw new RangeError('a world has a stage');
    const requests: WorldRequest[] = [];
    const end = (index + 1) * blockSeconds;
    for (; seconds < end; seconds += random.exponential() / ingredients.requestsPerSecond) {
      scene.deathsUntil(seconds, stage, (request) => requests.push(request));
      const request = scene.requestAt(seconds, stage);
      requests.push(request);
    }
    yield { epoch, index, weight: stage.weight, replicas: stage.replicas, requests };
  }
}

function epochAt(stages: readonly Stage[], block: number): number {
  let end = 0;
  for (const [epoch, stage] of stages.entries()) {
    end += stage.blocks;
    if (block < end) return epoch;
  }
  return stages.length - 1;
}

interface Scene {
  readonly requestAt: (seconds: number, stage: Stage) => WorldRequest;
  /** Deaths since the last call. */
  readonly deathsUntil: (seconds: number, stage: Stage, fails: (request: WorldRequest) => void) => void;
}

function setScene(ingredients: Ingredients, truth: Truth, random: Random): Scene {
  const users = drawUsers(ingredients.users, random);
  const machines = new Map<string, number>();
  const machine = (name: string): number => {
    const known = machines.get(name);
    if (known !== undefined) return known;
    const effect = ingredients.replicaSpread === 0 ? 0 : ingredients.replicaSpread * random.normal();
    machines.set(name, effect);
    return effect;
  };
  const congestion = { control: congestionOf(ingredients, random), candidate: congestionOf(ingredients, random) };
  const levels = levelsOf(ingredients, random);
  let deathsFrom = 0;
  return {
    requestAt: (seconds, stage) => {
      const user = users === null ? null : users.draw();
      const assigned = (user?.position ?? random.uniform()) < stage.weight ? 'candidate' : 'control';
      const arm = assigned === 'candidate' && random.uniform() < ingredients.leak ? 'control' : assigned;
      const replica = replicaOf(arm, Math.floor(random.uniform() * stage.replicas[arm]));
      const logTpot =
        typicalLogTpot -
        shares[arm] * Math.log(truth.speedup) +
        ingredients.drift(seconds) +
        congestion[arm](seconds) +
        levels(arm, seconds) +
        machine(replica) +
        (user?.effect ?? 0) +
        ingredients.noise(random);
      const isFailing = random.uniform() < truth.errorRate[arm];
      const sample = sampleOf({ seconds, replica, logTpot, isFailing }, random);
      return {
        arm,
        unit: user?.id ?? null,
        hasArrived: true,
        sample,
        logTpot: sample.decodeSeconds === null ? null : logTpot,
      };
    },
    deathsUntil: (seconds, stage, fails) => {
      const { deaths } = ingredients;
      if (deaths === null) return;
      const chance = ((seconds - deathsFrom) * deaths.perReplicaHour) / 3600;
      deathsFrom = seconds;
      for (const arm of ['control', 'candidate'] as const) {
        for (let number = 0; number < stage.replicas[arm]; number += 1) {
          if (random.uniform() >= chance) continue;
          const failing = { seconds, replica: replicaOf(arm, number), logTpot: typicalLogTpot, isFailing: true };
          for (let count = 0; count < deaths.requests; count += 1) {
            // Streams break off within a second of each other, on either side of the full one.
            const breaking = { ...failing, seconds: seconds + random.uniform() };
            // They came earlier, spread over the arms as all requests are: to count their arrivals here would be a crowd that never was.
            fails({ arm, unit: null, hasArrived: false, sample: sampleOf(breaking, random), logTpot: null });
          }
        }
      }
    },
  };
}

function replicaOf(arm: ArmName, number: number): string {
  return `${arm}-${number}`;
}

interface Draw {
  readonly seconds: number;
  readonly replica: string;
  readonly logTpot: number;
  readonly isFailing: boolean;
}

function sampleOf({ seconds, replica, logTpot, isFailing }: Draw, random: Random): RequestSample {
  const tokens = Math.round(Math.min(Math.max(Math.exp(Math.log(180) + random.normal()), 1), 4096));
  const incidents: readonly IncidentKind[] = isFailing ? ['error'] : [];
  const isPaced = !isFailing && tokens >= 8;
  return {
    replica,
    tick: Math.floor(seconds),
    decodeSeconds: isPaced ? Math.exp(logTpot) * (tokens - 1) : null,
    completionTokens: isFailing ? null : tokens,
    timeToFirstTokenSeconds: isFailing ? null : 0.3 * Math.exp(0.5 * random.normal()),
    concurrency: 4 + 4 * random.uniform(),
    incidents,
  };
}

/** A first-order autoregression in continuous time (Ornstein, Uhlenbeck), asked for at growing times. */
function congestionOf({ congestion }: Ingredients, random: Random): (seconds: number) => number {
  if (congestion === null) return () => 0;
  const { spread, correlationSeconds } = congestion;
  let level = spread * random.normal();
  let since = 0;
  return (seconds) => {
    const kept = Math.exp(-(seconds - since) / correlationSeconds);
    level = kept * level + spread * Math.sqrt(1 - kept * kept) * random.normal();
    since = seconds;
    return level;
  };
}

/** Both arms jump between levels; an arm is late by up to the lag. */
function levelsOf({ switches }: Ingredients, random: Random): (arm: ArmName, seconds: number) => number {
  if (switches === null) return () => 0;
  const jumps: { readonly at: Readonly<Record<ArmName, number>>; readonly level: number }[] = [];
  let last = 0;
  const late = (): number => random.uniform() * switches.lagSeconds;
  return (arm, seconds) => {
    while (last <= seconds) {
      last += random.exponential() * switches.everySeconds;
      jumps.push({ at: { control: last + late(), candidate: last + late() }, level: switches.size * random.normal() });
    }
    return jumps.findLast(({ at }) => at[arm] <= seconds)?.level ?? 0;
  };
}
