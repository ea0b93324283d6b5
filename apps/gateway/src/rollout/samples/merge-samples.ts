import { mergeExposures, mergeEvidence, mergeRatio } from '@slipstream/statistics';
import { mergeEndings } from './ending-pairs.ts';
import type { EpochSamples } from './epoch-samples.ts';

/** The samples of two gateways, as if one had seen them all. */
export function mergeSamples(a: EpochSamples, b: EpochSamples): EpochSamples {
  return {
    evidence: mergeEvidence(a.evidence, b.evidence),
    endings: mergeEndings(a.endings, b.endings),
    exposures: merged(a.exposures, b.exposures, mergeExposures),
    failures: {
      control: a.failures.control + b.failures.control,
      candidate: a.failures.candidate + b.failures.candidate,
      excess: a.failures.excess + b.failures.excess,
    },
    acceleration: merged(a.acceleration, b.acceleration, mergeRatio),
    answers: merged(a.answers, b.answers, (one, other) => one + other),
    lastAnswerMs: {
      control: later(a.lastAnswerMs.control, b.lastAnswerMs.control),
      candidate: later(a.lastAnswerMs.candidate, b.lastAnswerMs.candidate),
    },
  };
}

function merged<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  add: (one: T, other: T) => T,
): Record<string, T> {
  const all = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const there = all[key];
    all[key] = there === undefined ? value : add(there, value);
  }
  return all;
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
