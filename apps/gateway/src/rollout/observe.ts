import { conclude, logEvidence } from '@slipstream/statistics';
import type { CheckName, Conclusion, Interval } from '@slipstream/statistics';
import { accelerationGain, accelerationOf } from './acceleration-of.ts';
import { conclusionPlanOf } from './conclusion-plan-of.ts';
import type { Arms } from './core/arms.ts';
import type { Evidence, Observation } from './core/observation.ts';
import type { RolloutState } from './core/rollout-state.ts';
import type { EpochSamples } from './samples/epoch-samples.ts';
import { noSamples } from './samples/epoch-samples.ts';
import { mergeSamples } from './samples/merge-samples.ts';

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

/** Turns samples into the evidence that the core decides by. All conclusions are drawn in packages/statistics. */
export function observe(state: RolloutState, sightings: Sightings): Observation {
  const { ready, swap } = sightings;
  const readyReplicas = { control: ready.control.length, candidate: ready.candidate.length };
  return { readyReplicas, swap, evidence: evidenceOf(state, sightings) };
}

function evidenceOf(state: RolloutState, sightings: Sightings): Observation['evidence'] {
  const { plan, epoch } = state;
  const { byEpoch, ready, speculates } = sightings;
  const clock = { index: Math.floor(sightings.completeUntilMs / plan.blockMs) };
  const rules = conclusionPlanOf(plan);
  const own = byEpoch.get(epoch) ?? noSamples();
  const watched = watchedSamples(state, byEpoch);
  const { findings, blocks } = conclude(own.evidence, rules, clock);
  const guards = conclude({ ...watched.evidence, units: null }, rules, clock).findings;
  const failures = { eValue: eValue(guards, 'errors') ?? 1, failed: watched.failures, excess: watched.failures.excess };
  // Failures are counted whatever else can be measured.
  if (findings.data.verdict === 'error' && failures.eValue < 1 / plan.guardrails.errors.alpha) {
    return { unmeasured: findings.data.reason };
  }
  const before = byEpoch.get(epoch - 1);
  const { alpha } = plan;
  const acceleration = speculates ? accelerationOf(own, alpha) : null;
  return {
    requests: {
      control: findings.data.numbers['controlMeasured'] ?? 0,
      candidate: findings.data.numbers['candidateMeasured'] ?? 0,
    },
    blocks,
    quietMs: quietMs(own, sightings.wallMs),
    warmAnswers: warmAnswers(byEpoch, ready.candidate),
    speedup: interval(findings, 'speed-up'),
    tpot: interval(findings, 'pace'),
    ttft: interval(findings, 'ttft'),
    length: interval(findings, 'length'),
    load: interval(findings, 'load'),
    acceleration,
    accelerationGain: before === undefined ? null : accelerationGain(before, own, alpha),
    failures,
    sloMisses: eValue(guards, 'slo-misses'),
    mismatch: mismatchOf(guards),
    finishReasons: finishEValue(watched),
    srm: eValue(findings, 'assignment'),
  } satisfies Evidence;
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
