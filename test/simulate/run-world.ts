import {
  addArrival,
  addMoment,
  addReplicaSeconds,
  addRequest,
  addToUnit,
  addWeighted,
  conclude,
  defaultConclusionPlan,
  emptyBlock,
  emptyEvidence,
  emptyMoments,
  emptyWeightedStream,
  speedup,
  speedupSequence,
  weightedSpeedup,
  withBlock,
} from '@slipstream/statistics';
import type {
  Block,
  Conclusion,
  Evidence,
  Finding,
  Interval,
  Moments,
  UnitSoFar,
  WeightedStream,
} from '@slipstream/statistics';
import type { Random } from './random.ts';
import { blockSeconds } from './worlds/world.ts';
import type { Truth, World, WorldBlock } from './worlds/world.ts';

/** Ways to make an interval of the speed-up. `conclusion` is the product's; the rest show what it is for. */
export const estimators = [
  'one-look',
  'requests',
  'weighted',
  'equal-concurrency',
  'matched-blocks',
  'conclusion',
] as const;
export type Estimator = (typeof estimators)[number];

/** How one run of a world went, looked at after every block. Counts of requests are of both arms, at the look; null for never. */
export interface RunOutcome {
  /** When it first recommended to promote, whatever it had recommended before. */
  readonly promotedAt: number | null;
  /** The first recommendation that is not to hold. */
  readonly first: Conclusion['recommendation'];
  readonly firstAt: number | null;
  /** Estimators whose interval ever left the true speed-up out. */
  readonly missed: readonly Estimator[];
  /** When the speed-up's interval first lay above 1 + m. */
  readonly provedAt: number | null;
}

export function runWorld(world: World, truth: Truth, random: Random): RunOutcome {
  const seen = new Seen();
  const missed = new Set<Estimator>();
  let outcome: Omit<RunOutcome, 'missed'> = {
    promotedAt: null,
    first: 'hold',
    firstAt: null,
    provedAt: null,
  };
  for (const block of world.simulate(truth, random, world.blocks)) {
    seen.add(block);
    const conclusion = conclude(seen.evidence, defaultConclusionPlan, { index: block.index + 1 });
    const { recommendation, findings } = conclusion;
    outcome = {
      promotedAt: outcome.promotedAt ?? (recommendation === 'promote' ? seen.requests : null),
      first: outcome.first === 'hold' ? recommendation : outcome.first,
      firstAt: outcome.firstAt ?? (recommendation === 'hold' ? null : seen.requests),
      provedAt: outcome.provedAt ?? (findings['speed-up'].verdict === 'pass' ? seen.requests : null),
    };
    for (const estimator of estimators) {
      // Costs as much as all the rest: looked at once.
      if (estimator === 'matched-blocks' && block.index < world.blocks - 1) continue;
      const interval = seen.interval(estimator, conclusion);
      if (interval !== null && (interval.lower > truth.speedup || interval.upper < truth.speedup))
        missed.add(estimator);
    }
  }
  return { ...outcome, missed: [...missed] };
}

/** What has been seen, in the form each estimator wants it. */
class Seen {
  evidence: Evidence = emptyEvidence();
  requests = 0;
  #control: Moments = emptyMoments();
  #candidate: Moments = emptyMoments();
  #weighted: WeightedStream = emptyWeightedStream();
  readonly #units = new Map<string, UnitSoFar>();

  add(traffic: WorldBlock): void {
    let block = emptyBlock(traffic);
    for (const arm of ['control', 'candidate'] as const) {
      block = addReplicaSeconds(block, arm, traffic.replicas[arm] * blockSeconds);
    }
    for (const { arm, unit, hasArrived, sample, logTpot } of traffic.requests) {
      const key = `${arm}:${unit}`;
      if (hasArrived) block = addArrival(block, arm, unit === null || !this.#units.has(key));
      block = addRequest(block, arm, sample);
      this.requests += 1;
      if (unit !== null) {
        const { units, unit: soFar } = addToUnit(this.evidence.units, arm, this.#units.get(key), sample);
        this.evidence = { ...this.evidence, units };
        this.#units.set(key, soFar);
      }
      if (logTpot === null) continue;
      if (arm === 'control') this.#control = addMoment(this.#control, logTpot);
      else this.#candidate = addMoment(this.#candidate, logTpot);
      this.#weighted = addWeighted(this.#weighted, arm === 'candidate', logTpot, traffic.weight);
    }
    this.evidence = withBlock(this.evidence, block);
  }

  interval(estimator: Estimator, conclusion: Conclusion): Interval | null {
    if (estimator === 'requests') return speedupSequence(this.#control, this.#candidate);
    if (estimator === 'weighted') return weightedSpeedup(this.#weighted);
    if (estimator === 'one-look') {
      return Math.min(this.#control.n, this.#candidate.n) < 50 ? null : speedup(this.#control, this.#candidate);
    }
    const { lower, estimate, upper } = this.#findingOf(estimator, conclusion);
    return lower === null || estimate === null || upper === null ? null : { lower, estimate, upper };
  }

  #findingOf(estimator: Estimator, { findings }: Conclusion): Finding {
    if (estimator === 'equal-concurrency') return findings['equal-concurrency'];
    if (estimator === 'conclusion') return findings['speed-up'];
    const blocks = Object.entries(this.evidence.blocks).filter(([, block]) => isMatched(block));
    const matched = { ...this.evidence, blocks: Object.fromEntries(blocks) };
    return conclude(matched, defaultConclusionPlan, { index: Number.POSITIVE_INFINITY }).findings['speed-up'];
  }
}

/** Whether the arms' replicas happened to get as many requests in it, to the tolerance of the load check. */
function isMatched({ arms }: Block): boolean {
  const [control, candidate] = [arms.control, arms.candidate].map((tally) => tally.arrivals / tally.replicaSeconds);
  return Math.abs(Math.log((candidate ?? 0) / (control ?? 0))) <= Math.log(1 + defaultConclusionPlan.loadTolerance);
}
