import { logSumExp } from './log-sum-exp.ts';

/**
 * Evidence that events fall on the candidate more often than its share of traffic explains. Plain data; the evidence of
 * independent events merges by adding, since factors multiply.
 */
export interface RateRatioProcess {
  /** The alternatives. The evidence is their mean by prior. */
  readonly alternatives: readonly Alternative[];
  /** ln E by alternative. */
  readonly logs: readonly number[];
  readonly candidateEvents: number;
  readonly controlEvents: number;
}

export interface Alternative {
  /** How many times more often. */
  readonly ratio: number;
  /** What is staked on it; the priors add up to 1. */
  readonly prior: number;
}

/** All alternatives alike: for whoever has no idea how bad it may get. */
export function equalPriors(ratios: readonly number[]): readonly Alternative[] {
  return ratios.map((ratio) => ({ ratio, prior: 1 / ratios.length }));
}

const anyHarm = equalPriors([1.25, 1.5, 2, 3, 5, 10]);

export function emptyRateRatioProcess(alternatives: readonly Alternative[] = anyHarm): RateRatioProcess {
  return { alternatives, logs: alternatives.map(() => 0), candidateEvents: 0, controlEvents: 0 };
}

/**
 * One more event (a failure, a miss) in one arm, where `weight` was the candidate's share of traffic, known before the event.
 * Under equal hazard an event is the candidate's with probability w; each alternative r multiplies by r/(w r + 1 − w) if it is,
 * else by 1/(w r + 1 − w), which is 1 in expectation at r = 1 and less where the candidate is better. So E ≥ 1/α ever happens
 * to a candidate that is not worse with probability at most α, whatever the base rate does and the weights did (Ville; the
 * conditional test of Lindon and Malek, arXiv 2011.03567). Events must be independent: count one per incident.
 */
export function addEvent(process: RateRatioProcess, isCandidate: boolean, weight: number): RateRatioProcess {
  return {
    alternatives: process.alternatives,
    logs: process.logs.map((log, index) => {
      const ratio = process.alternatives[index]?.ratio ?? 1;
      return log + (isCandidate ? Math.log(ratio) : 0) - Math.log(weight * ratio + 1 - weight);
    }),
    candidateEvents: process.candidateEvents + (isCandidate ? 1 : 0),
    controlEvents: process.controlEvents + (isCandidate ? 0 : 1),
  };
}

/** @throws RangeError when the two have other alternatives: their evidence does not add up. */
export function mergeRateRatio(a: RateRatioProcess, b: RateRatioProcess): RateRatioProcess {
  const [of, other] = [a, b].map(({ alternatives }) =>
    alternatives.map(({ ratio, prior }) => `${ratio} (${prior.toFixed(3)})`).join(', '),
  );
  if (of !== other) throw new RangeError(`evidence for the ratios ${of} cannot be added to that for ${other}`);
  return {
    alternatives: a.alternatives,
    logs: a.logs.map((log, index) => log + (b.logs[index] ?? 0)),
    candidateEvents: a.candidateEvents + b.candidateEvents,
    controlEvents: a.controlEvents + b.controlEvents,
  };
}

/** ln E: 0 is no evidence either way, ln 100 is the limit of a guardrail at 1 %. */
export function logEvidence(process: RateRatioProcess): number {
  return logSumExp(process.logs.map((log, index) => log + Math.log(process.alternatives[index]?.prior ?? 0)));
}
