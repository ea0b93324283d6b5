import { conclude, logEvidence } from '@slipstream/statistics';
import type { CheckName, Conclusion, Interval } from '@slipstream/statistics';
import { accelerationOf } from './acceleration-of.ts';
import { coarserBlocks } from './coarser-blocks.ts';
import { conclusionPlanOf } from './conclusion-plan-of.ts';
import type { Arms } from './core/arms.ts';
import type { Observation } from './core/observation.ts';
import type { RolloutState } from './core/rollout-state.ts';
import type { EpochSamples } from './samples/epoch-samples.ts';
import { noSamples } from './samples/epoch-samples.ts';
import { latelyByReplica } from './samples/late-samples.ts';
import { mergeAcceleration } from './samples/merge-acceleration.ts';
import { mergeSamples } from './samples/merge-samples.ts';
import { gainSince, leastSwapped } from './swap-evidence.ts';

/** What is known of a rollout at one look. */
export interface Sightings {
  /** By epoch of the run, those of all gateways added up. */
  readonly byEpoch: ReadonlyMap<number, EpochSamples>;
  /** Names of the ready replicas of each arm. */
  readonly ready: Arms<readonly string[]>;
  /** Whether the candidate drafts at all: else there is no acceptance to watch. */
  readonly speculates: boolean;
  readonly swap: Observation['swap'];
  readonly wallMs: number;
  /** Epoch milliseconds up to which all gateways have handed in what they saw. */
  readonly completeUntilMs: number;
}

/** Blocks that a conclusion is drawn from at a time, or twice as many as must be there. */
const mostBlocks = 240;

/** What was concluded, and from what. */
interface Concluded {
  readonly key: string;
  readonly own: Conclusion;
  readonly watched: Conclusion;
}

/**
 * Turns samples of one rollout into the evidence that the core decides by. All conclusions are drawn in packages/statistics: anew with
 * each block that is over, and with each failure; in between they are what they were. Counts are always those of now.
 */
export class Observer {
  #concluded: Concluded | null = null;

  observe(state: RolloutState, sightings: Sightings): Observation {
    const { ready, swap } = sightings;
    const readyReplicas = { control: ready.control.length, candidate: ready.candidate.length };
    return { readyReplicas, swap, evidence: this.#evidence(state, sightings) };
  }

  #evidence(state: RolloutState, sightings: Sightings): Observation['evidence'] {
    const { plan, epoch, swapped } = state;
    const { byEpoch, ready, speculates } = sightings;
    const samples = byEpoch.get(epoch) ?? noSamples();
    const watched = watchedSamples(state, byEpoch);
    const { own, watched: guards } = this.#conclude(state, sightings, { samples, watched });
    const { findings } = own;
    const failures = {
      eValue: eValue(guards.findings, 'errors') ?? 1,
      failed: watched.failures,
      excess: watched.failures.excess,
    };
    // Failures are counted whatever else can be measured.
    const isOverBudget = failures.excess >= plan.guardrails.errors.budget;
    if (findings.data.verdict === 'error' && !isOverBudget && failures.eValue < 1 / plan.guardrails.errors.alpha) {
      return { unmeasured: findings.data.reason };
    }
    const { alpha } = plan;
    return {
      requests: {
        control: findings.data.numbers['controlMeasured'] ?? 0,
        candidate: findings.data.numbers['candidateMeasured'] ?? 0,
      },
      blocks: own.blocks,
      quietMs: quietMs(samples, sightings.wallMs),
      warmAnswers: warmAnswers(byEpoch, ready.candidate),
      speedup: interval(findings, 'speed-up'),
      tpot: interval(findings, 'pace'),
      ttft: interval(findings, 'ttft'),
      length: interval(findings, 'length'),
      load: interval(findings, 'load'),
      acceleration: speculates ? accelerationOf(samples.acceleration, alpha) : null,
      accelerationLately: accelerationOf(Object.values(latelyByReplica(samples)).reduce(mergeAcceleration, {}), alpha),
      accelerationGain: gainSince(swapped, byEpoch, samples, alpha),
      leastSwapped: leastSwapped(swapped, byEpoch, samples, alpha),
      failures,
      sloMisses: eValue(guards.findings, 'slo-misses'),
      mismatch: mismatchOf(guards.findings),
      finishReasons: finishEValue(watched),
      srm: eValue(findings, 'assignment'),
    };
  }

  #conclude(
    { plan, run, epoch, watchedFrom }: RolloutState,
    { completeUntilMs }: Sightings,
    { samples, watched }: { readonly samples: EpochSamples; readonly watched: EpochSamples },
  ): Concluded {
    const index = Math.floor(completeUntilMs / plan.blockMs);
    const { control, candidate } = watched.failures;
    const key = [run, epoch, watchedFrom, index, control, candidate].join('.');
    if (this.#concluded?.key === key) return this.#concluded;
    const rules = conclusionPlanOf(plan);
    const most = Math.max(mostBlocks, 2 * plan.minBlocks);
    const own = conclude(coarserBlocks(samples.evidence, most), rules, { index });
    const ofRun = conclude({ ...coarserBlocks(watched.evidence, most), units: null }, rules, { index });
    this.#concluded = { key, own, watched: ofRun };
    return this.#concluded;
  }
}

function watchedSamples({ watchedFrom }: RolloutState, byEpoch: Sightings['byEpoch']): EpochSamples {
  const watched = [...byEpoch].filter(([epoch]) => epoch >= watchedFrom).map(([, samples]) => samples);
  return watched.reduce(mergeSamples, noSamples());
}

function interval(findings: Conclusion['findings'], check: CheckName): Interval | null {
  const { lower, estimate, upper } = findings[check];
  return lower === null || estimate === null || upper === null ? null : { lower, estimate, upper };
}

function eValue(findings: Conclusion['findings'], check: CheckName): number | null {
  return findings[check].estimate;
}

/** Null where no prompt was compared. */
function mismatchOf(findings: Conclusion['findings']): number | null {
  const { numbers, estimate } = findings.mismatches;
  return (numbers['prompts'] ?? 0) > 0 ? estimate : null;
}

/** The mean of two e-values, one for each side, is an e-value. */
function finishEValue({ finish }: EpochSamples): number {
  const [more, fewer] = [finish.more, finish.fewer].map((process) => Math.exp(Math.min(logEvidence(process), 700)));
  return ((more ?? 1) + (fewer ?? 1)) / 2;
}

function quietMs({ lastAnswerMs: { control, candidate } }: EpochSamples, wallMs: number): number | null {
  return control === null || candidate === null ? null : Math.max(0, wallMs - Math.min(control, candidate));
}

/** Of the ready replica that has answered least, over the run. */
function warmAnswers(byEpoch: Sightings['byEpoch'], ready: readonly string[]): number {
  const answers = (replica: string): number =>
    [...byEpoch.values()].reduce((sum, samples) => sum + (samples.answers[replica] ?? 0), 0);
  return ready.length === 0 ? 0 : Math.min(...ready.map(answers));
}
