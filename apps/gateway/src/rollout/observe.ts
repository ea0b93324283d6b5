import { conclude, exposedTo, logEvidence, mismatchProcess } from '@slipstream/statistics';
import type { CheckName, Conclusion, EventFindings, Interval } from '@slipstream/statistics';
import type { Rollout } from '@slipstream/config';
import { accelerationOf } from './acceleration-of.ts';
import { coarserBlocks } from './coarser-blocks.ts';
import { conclusionPlanOf } from './conclusion-plan-of.ts';
import type { Arms } from './core/arms.ts';
import type { Evidence, Observation } from './core/observation.ts';
import { trafficOf } from './core/traffic.ts';
import type { RolloutState } from './core/rollout-state.ts';
import { EventChecks } from './event-checks.ts';
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

/** What was concluded of times, and up to which block. */
interface Concluded {
  readonly block: string;
  readonly conclusion: Conclusion;
}

/**
 * Turns samples of one rollout into the evidence that the core decides by. All conclusions are drawn in packages/statistics: of times
 * anew with each block that is over, and in between they are what they were; of events at every look.
 */
export class Observer {
  #concluded: Concluded | null = null;
  readonly #events = new EventChecks();

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
    const index = Math.floor(sightings.completeUntilMs / plan.blockMs);
    const block = [state.run, epoch, state.watchedFrom, index].join('.');
    const { findings, blocks } = this.#conclude(samples, plan, { index, block });
    const events = this.#events.look(samples.evidence, watched.evidence, conclusionPlanOf(plan), block);
    const failures = {
      eValue: eValue(events.watched, 'errors') ?? 1,
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
      blocks,
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
      sloMisses: eValue(events.watched, 'slo-misses'),
      mismatch: mismatchOf(events.watched),
      finishReasons: endingsEValue(watched),
      srm: eValue(events.own, 'assignment'),
      exposed: exposedOf(state, watched),
    };
  }

  #conclude(
    { evidence }: EpochSamples,
    plan: Rollout,
    { index, block }: { readonly index: number; readonly block: string },
  ): Conclusion {
    if (this.#concluded?.block === block) return this.#concluded.conclusion;
    const most = Math.max(mostBlocks, 2 * plan.minBlocks);
    const conclusion = conclude(coarserBlocks(evidence, most), conclusionPlanOf(plan), { index });
    this.#concluded = { block, conclusion };
    return conclusion;
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

function eValue(findings: EventFindings, check: keyof EventFindings): number | null {
  return findings[check].estimate;
}

/** Null where no prompt was compared. */
function mismatchOf(findings: EventFindings): number | null {
  const { numbers, estimate } = findings.mismatches;
  return (numbers['prompts'] ?? 0) > 0 ? estimate : null;
}

/** The mean of two e-values, one for each side, is an e-value. */
function endingsEValue({ endings: { candidateOnly, controlOnly } }: EpochSamples): number {
  const sides = [mismatchProcess(candidateOnly, controlOnly), mismatchProcess(controlOnly, candidateOnly)];
  return sides.reduce((sum, side) => sum + Math.exp(Math.min(logEvidence(side), 700)) / 2, 0);
}

/** Under the split of now: another one moves units by plan. */
function exposedOf(state: RolloutState, { exposures }: EpochSamples): Evidence['exposed'] {
  const sketch = exposures[String(trafficOf(state)?.candidateWeight)];
  return sketch === undefined ? null : exposedTo(sketch);
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
