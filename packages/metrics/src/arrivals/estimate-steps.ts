import { ArrivalHabits } from './arrival-habits.ts';
import type { ReadShares } from './arrival-habits.ts';
import { coalesceReads } from './coalesce-reads.ts';
import type { Reads } from './coalesce-reads.ts';
import { clearReads, gapsInSteps } from './gaps-in-steps.ts';
import { StepFilter } from './step-filter.ts';
import { yieldOf, yieldsTogether } from './step-yield.ts';

export interface StepEstimate {
  /** Forward passes, the prefill included. Fractional. */
  readonly steps: number;
  /** Of `steps`: twice it covers the truth in about nine answers of ten, mostly more (docs/metering-accuracy.md). */
  readonly standardError: number;
}

/** Looks at the reads, at most: what one look shows of yield and habits is assumed at the next, until nothing moves. */
const mostLooks = 5;
/** An answer of more reads tells enough at a second look, and would take the event loop too long. */
const longReads = 400;
/** A share that moved by less is the same. */
const sameShare = 0.01;
/** With a standard error of this share of the steps, there is nothing to learn from another look. */
const clearEnough = 0.003;
/** Reads that are one step apart yet hold more than one step can emit, as a share: more, and reads are coarser than steps. */
const mostOverfullShare = 0.1;
/** Tokens that came in reads of more than one step can emit, as a share: more, and too few steps stand alone to tell their time. */
const mostCrowdedShare = 0.45;
/** Standard error as a share of the steps: more, and nothing is said. */
const mostErrorShare = 0.2;
/** What the steps of crowded reads may be wrong by, besides: how a reader that starves finds its bytes fits no model. Measured over starved readers. */
const crowdedError = 0.4;
/** The model's own standard error is too small by this factor, measured over simulated answers: it takes its shares for certain. */
const overconfidence = 1.25;

/**
 * How many steps (forward passes, the prefill included) one answer took, told from when its tokens came. For engines
 * that send each token as an event of its own, those of one step back to back (TGI, llama.cpp). Times must be those of
 * the upstream read: a slow client then changes nothing.
 *
 * A step of k drafts emits 1 to k + 1 tokens, then a step time passes. Reads one step time apart are one step each.
 * Others may be late, hold several steps, or come after a stall, and time alone cannot tell which: `StepFilter` weighs
 * all of it, lateness carried from read to read, against the tokens that came. Yield and shares are learnt from the same
 * reads by expectation-maximisation, the shares from earlier answers too where `habits` are handed in (and updated).
 *
 * Null when nothing came, or when the reads do not resolve steps. `draftTokens` is k; null = not known.
 *
 * Bias and spread by condition: docs/metering-accuracy.md, printed by `npm run metering-accuracy`. What it cannot see:
 * reads that always hold two steps of few tokens (a reader that polls more slowly than the engine steps). Counters
 * would: `ArrivalCalibration` holds the two together.
 */
export function estimateSteps(
  reads: Reads,
  draftTokens: number | null,
  habits: ArrivalHabits = new ArrivalHabits(),
): StepEstimate | null {
  const { timesMs, counts } = coalesceReads(reads);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total <= 1) return total === 1 ? { steps: 1, standardError: 0 } : null;
  const { gaps, spread } = gapsInSteps(timesMs);
  const tokens = counts.slice(1);
  const mostTokens = draftTokens === null ? mostIn(tokens) : draftTokens + 1;
  const crowded = crowdedShare(tokens, mostTokens);
  if (gaps.length === 0 || crowded > mostCrowdedShare || areCoarse(gaps, tokens, mostTokens)) return null;

  const seen = lookUntilSettled({ first: (counts[0] ?? 0) - 1, gaps, spread, tokens, mostTokens }, habits);
  habits.learn(seen.seen);
  const steps = 1 + seen.steps.mean;
  const standardError = Math.hypot(overconfidence * Math.sqrt(seen.steps.variance), crowdedError * crowded * steps);
  return standardError > mostErrorShare * steps ? null : { steps, standardError };
}

interface Stream {
  /** Tokens that came in the read of the prefill's, besides it. */
  readonly first: number;
  /** In step times, and what came after each. */
  readonly gaps: readonly number[];
  readonly tokens: readonly number[];
  /** Of one step's duration, in step times. */
  readonly spread: number;
  readonly mostTokens: number;
}

function lookUntilSettled(stream: Stream, habits: ArrivalHabits): StepFilter {
  const clear = clearReads(stream.gaps, stream.tokens, stream.mostTokens);
  let shares = habits.shares;
  let filter = look(stream, clear, histogram(stream.tokens.filter((_, index) => clear[index] === true)), shares);
  const most = stream.gaps.length > longReads ? 2 : mostLooks;
  for (let looks = 1; looks < most; looks += 1) {
    const { mean, variance } = filter.steps;
    if (variance < (clearEnough * mean) ** 2) return filter;
    const learnt = habits.sharesGiven(filter.seen);
    if (looks > 1 && areSame(learnt, shares)) return filter;
    shares = learnt;
    filter = look(stream, clear, filter.single, shares);
  }
  return filter;
}

function look(stream: Stream, clear: readonly boolean[], single: readonly number[], shares: ReadShares): StepFilter {
  const { first, gaps, spread, tokens, mostTokens } = stream;
  const yields = yieldOf(single, mostTokens);
  const meanTokens = yields.reduce((sum, share, count) => sum + share * count, 0);
  const together = yieldsTogether(yields, Math.max(first, mostIn(tokens)));
  const filter = new StepFilter({ yields: together, mostTokens, meanTokens, shares, stepSpread: spread });
  filter.startWith(first);
  for (const [index, gap] of gaps.entries()) {
    if (clear[index] === true && filter.isPunctual) filter.readClear(tokens[index] ?? 0);
    else filter.read(gap, tokens[index] ?? 0);
  }
  return filter;
}

function areCoarse(gaps: readonly number[], tokens: readonly number[], mostTokens: number): boolean {
  const overfull = gaps.filter((gap, index) => (tokens[index] ?? 0) > mostTokens && gap > 0.5 && gap < 1.5);
  return overfull.length > mostOverfullShare * gaps.length;
}

/** Of the tokens, those that came in reads of more than one step can emit. */
function crowdedShare(tokens: readonly number[], mostTokens: number): number {
  let [crowded, total] = [0, 0];
  for (const count of tokens) {
    total += count;
    if (count > mostTokens) crowded += count;
  }
  return total === 0 ? 0 : crowded / total;
}

function areSame(a: ReadShares, b: ReadShares): boolean {
  return (['stalled', 'late', 'merged'] as const).every((share) => Math.abs(a[share] - b[share]) < sameShare);
}

/** How often each count occurs. */
function histogram(counts: readonly number[]): number[] {
  const seen: number[] = [];
  for (const count of counts) seen[count] = (seen[count] ?? 0) + 1;
  return seen;
}

function mostIn(counts: readonly number[]): number {
  return counts.reduce((most, count) => Math.max(most, count), 1);
}
