import type { Evidence, Observation } from '../observation.ts';

/** Enough of everything, under equal load, and 1.3 times as fast. */
export function evidenceOf(changes: Partial<Evidence> = {}): Evidence {
  return {
    requests: { control: 1000, candidate: 1000 },
    blocks: 60,
    quietMs: 100,
    warmAnswers: 100,
    speedup: { lower: 1.2, estimate: 1.3, upper: 1.4 },
    tpot: { lower: 0.7, estimate: 0.75, upper: 0.8 },
    ttft: { lower: 0.95, estimate: 1, upper: 1.05 },
    length: { lower: 0.97, estimate: 1, upper: 1.03 },
    sloMisses: null,
    load: { lower: 0.98, estimate: 1, upper: 1.02 },
    acceleration: { lower: 1.7, estimate: 1.8, upper: 1.9 },
    accelerationLately: null,
    accelerationGain: null,
    leastSwapped: null,
    failures: { eValue: 0.4, failed: { control: 3, candidate: 2 }, excess: -1 },
    mismatch: null,
    finishReasons: 0.5,
    srm: 0.2,
    exposed: null,
    ...changes,
  };
}

/** Nobody has asked for anything yet. */
export const noEvidence: Evidence = evidenceOf({
  requests: { control: 0, candidate: 0 },
  blocks: 0,
  quietMs: null,
  warmAnswers: 0,
  speedup: null,
  tpot: null,
  ttft: null,
  length: null,
  load: null,
  acceleration: null,
  failures: { eValue: 1, failed: { control: 0, candidate: 0 }, excess: 0 },
  finishReasons: 1,
  srm: 1,
});

export function observationOf(changes: Partial<Evidence> = {}): Observation {
  return { readyReplicas: { control: 1, candidate: 1 }, evidence: evidenceOf(changes), swap: null };
}
