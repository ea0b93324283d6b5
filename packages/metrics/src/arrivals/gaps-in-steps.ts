import { localStepTimes } from './local-step-times.ts';

/** In step times: a gap from `near` to `far` is one step of a reader that is not late. */
const near = 0.7;
const far = 1.4;

/** Assumed where too few gaps are clear, and the bounds of what clear ones may show: they are chosen for being alike. */
const usualSpread = 0.14;
const spreads = { least: 0.06, most: 0.25 } as const;
const fewestClear = 6;
/** A little more than what was seen, for what no model knows. */
const margin = 1.2;

export interface GapsInSteps {
  /** In units of what a step took around then. */
  readonly gaps: readonly number[];
  /** Standard deviation of one step's duration, in the same unit. */
  readonly spread: number;
}

/** Gaps between reads, in step times. */
export function gapsInSteps(timesMs: readonly number[]): GapsInSteps {
  const gapsMs = timesMs.slice(1).map((atMs, index) => atMs - (timesMs[index] ?? atMs));
  const stepTimes = localStepTimes(gapsMs);
  const low = gapsMs.map((gapMs, index) => gapMs / (stepTimes[index] ?? 1));
  // The step times are lower thirds; what the clear gaps are in the mean makes up for it.
  const clear = low.filter((_, index) => index > 0 && index + 1 < low.length && isRegular(low, index, 0.6, 1.5));
  const scale = clear.length < 3 ? 1 : clear.reduce((sum, gap) => sum + gap, 0) / clear.length;
  const gaps = low.map((gap) => gap / scale);
  if (clear.length < fewestClear) return { gaps, spread: usualSpread };
  const variance = clear.reduce((sum, gap) => sum + (gap / scale - 1) ** 2, 0) / (clear.length - 1);
  return { gaps, spread: Math.min(spreads.most, Math.max(spreads.least, margin * Math.sqrt(variance))) };
}

/** Which reads came between punctual ones, told by time alone; those of more tokens than `most` are no single step. */
export function clearReads(gaps: readonly number[], tokens: readonly number[], most: number): boolean[] {
  return tokens.map((count, index) => count <= most && isRegular(gaps, index, near, far));
}

/** This gap and the one before are about a step, the one after no less: a late read would be followed by an early one. */
function isRegular(gaps: readonly number[], index: number, low: number, high: number): boolean {
  const within = (gap: number | undefined): boolean => gap === undefined || (gap > low && gap < high);
  const after = gaps[index + 1];
  return within(gaps[index]) && within(gaps[index - 1]) && (after === undefined || after > low);
}
