import { mergeExposures, mergeEvidence } from '@slipstream/statistics';
import { mergeEndings } from './ending-pairs.ts';
import type { EpochSamples } from './epoch-samples.ts';
import { lastWindows } from './late-samples.ts';
import { mergeAcceleration } from './merge-acceleration.ts';
import { mergeRecords } from './merge-records.ts';

/** The samples of two gateways, as if one had seen them all. */
export function mergeSamples(a: EpochSamples, b: EpochSamples): EpochSamples {
  return {
    evidence: mergeEvidence(a.evidence, b.evidence),
    endings: mergeEndings(a.endings, b.endings),
    exposures: mergeRecords(a.exposures, b.exposures, mergeExposures),
    failures: {
      control: a.failures.control + b.failures.control,
      candidate: a.failures.candidate + b.failures.candidate,
      excess: a.failures.excess + b.failures.excess,
    },
    acceleration: mergeAcceleration(a.acceleration, b.acceleration),
    lately: lastWindows(mergeRecords(a.lately, b.lately, (one, other) => mergeRecords(one, other, mergeAcceleration))),
    answers: mergeRecords(a.answers, b.answers, (one, other) => one + other),
    lastAnswerMs: {
      control: later(a.lastAnswerMs.control, b.lastAnswerMs.control),
      candidate: later(a.lastAnswerMs.candidate, b.lastAnswerMs.candidate),
    },
  };
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
