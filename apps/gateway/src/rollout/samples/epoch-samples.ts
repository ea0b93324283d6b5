import { emptyEvidence } from '@slipstream/statistics';
import type { Evidence, ExposureSketch, RatioSums } from '@slipstream/statistics';
import type { Method } from '@slipstream/metrics';
import type { Arms } from '../core/arms.ts';
import { noEndings } from './ending-pairs.ts';
import type { EndingSums } from './ending-pairs.ts';

/** All that the answers of one epoch of a rollout add up to. Plain data; those of several gateways merge by adding. */
export interface EpochSamples {
  readonly evidence: Evidence;
  /** What answers ended for. Where units are sticky, the first answer of each counts: one user's habit is not many. */
  readonly endings: EndingSums;
  /** Which units were exposed to which arms, by the candidate's weight: another weight moves units by plan. Empty: units are requests. */
  readonly exposures: Readonly<Record<string, ExposureSketch>>;
  /** Failed requests; `excess`: the candidate's, less its part by weight. */
  readonly failures: Arms<number> & { readonly excess: number };
  readonly acceleration: AccelerationSums;
  /** The same of the last windows of time only, by window and replica: what has ended must not hide behind what was. */
  readonly lately: LateSamples;
  /** Whole answers of each replica of the candidate. */
  readonly answers: Readonly<Record<string, number>>;
  /** Epoch milliseconds of the last whole answer of each arm. */
  readonly lastAnswerMs: Arms<number | null>;
}

/** Of the candidate: y tokens, t forward passes, by answer. By method, since methods are never mixed. */
export type AccelerationSums = Readonly<Partial<Record<Method, RatioSums>>>;

/** By index of the window, then by name of the replica. */
export type LateSamples = Readonly<Record<string, Readonly<Record<string, AccelerationSums>>>>;

export function noSamples(): EpochSamples {
  return {
    evidence: emptyEvidence(),
    endings: noEndings,
    exposures: {},
    failures: { control: 0, candidate: 0, excess: 0 },
    acceleration: {},
    lately: {},
    answers: {},
    lastAnswerMs: { control: null, candidate: null },
  };
}
