import { logMeanExp } from './log-mean-exp.ts';

/**
 * Evidence that events fall on the candidate more often than its share of traffic explains. Plain data; the evidence of independent
 * events merges by adding, since factors multiply.
 */
export interface RateRatioProcess {
  /** The alternatives: how many times more often. The evidence is the mean over them. */
  readonly ratios: readonly number[];
  /** ln E by ratio. */
  readonly logs: readonly number[];
  readonly candidateEvents: number;
  readonly controlEvents: number;
}

const errorRatios = [1.25, 1.5, 2, 3, 5, 10] as const;

export function emptyRateRatioProcess(ratios: readonly number[] = errorRatios): RateRatioProcess {
  return { ratios, logs: ratios.map(() => 0), candidateEvents: 0, controlEvents: 0 };
}

/**
 * One more event (a failure, a miss) in one arm, where `weight` was the candidate's share of traffic, known before the event. Under
 * equal hazard an event is the candidate's with probability w; each alternative r multiplies by r/(w r + 1 − w) if it is, else by
 * 1/(w r + 1 − w), which is 1 in expectation at r = 1 and less where the candidate is better. So E ≥ 1/α ever happens to a
 * candidate that is not worse with probability at most α, whatever the base rate does and the weights did (Ville; the conditional
 * test of Lindon and Malek, arXiv 2011.03567). Events must be independent: count one per incident.
 */
export function addEvent(process: RateRatioProcess, isCandidate: boolean, weight: number): RateRatioProcess {
  return {
    ratios: process.ratios,
    logs: process.logs.map((log, index) => {
      const ratio = process.ratios[index] ?? 1;
      return log + (isCandidate ? Math.log(ratio) : 0) - Math.log(weight * ratio + 1 - weight);
    }),
    candidateEvents: process.candidateEvents + (isCandidate ? 1 : 0),
    controlEvents: process.controlEvents + (isCandidate ? 0 : 1),
  };
}

/** @throws RangeError when the two have other alternatives: their evidence does not add up. */
export function mergeRateRatio(a: RateRatioProcess, b: RateRatioProcess): RateRatioProcess {
  if (a.ratios.length !== b.ratios.length || a.ratios.some((ratio, index) => ratio !== b.ratios[index])) {
    throw new RangeError(
      `evidence for the ratios ${a.ratios.join(', ')} cannot be added to that for ${b.ratios.join(', ')}`,
    );
  }
  return {
    ratios: a.ratios,
    logs: a.logs.map((log, index) => log + (b.logs[index] ?? 0)),
    candidateEvents: a.candidateEvents + b.candidateEvents,
    controlEvents: a.controlEvents + b.controlEvents,
  };
}

/** ln E: 0 is no evidence either way, ln 100 is the limit of a guardrail at 1 %. */
export function logEvidence(process: RateRatioProcess): number {
  return logMeanExp(process.logs);
}
