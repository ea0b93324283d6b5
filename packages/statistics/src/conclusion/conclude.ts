import type { BlockClock, Conclusion } from './conclusion.ts';
import type { ConclusionPlan } from './conclusion-plan.ts';
import { armDifference } from './arm-difference.ts';
import { eventFindings } from './conclude-events.ts';
import { dataFinding } from './data-finding.ts';
import { equalConcurrencyFinding } from './equal-concurrency-finding.ts';
import type { Evidence } from './evidence.ts';
import { loadFinding } from './load-finding.ts';
import { lengthMeasure, paceMeasure, tpotMeasure, ttftMeasure } from './measure.ts';
import { observe } from './observed-run.ts';
import { ratioFinding } from './ratio-finding.ts';
import { recommend } from './recommend.ts';
import { speedupFinding } from './speedup-finding.ts';

/**
 * All that may be concluded from what a run has seen so far, at any look: verdicts with their numbers, and what they amount to.
 * Pure; the same evidence gives the same conclusion on any gateway. `clock` tells which blocks are complete: give gateways time
 * to hand theirs in.
 *
 * Takes about a tenth of a millisecond per block, all of it at once: let a run have hundreds of blocks, not thousands. A day
 * takes blocks of minutes.
 */
export function conclude(evidence: Evidence, plan: ConclusionPlan, clock: BlockClock): Conclusion {
  const run = observe(evidence, plan, clock);
  const tpot = armDifference(run, tpotMeasure);
  const { margins } = plan;
  const findings: Conclusion['findings'] = {
    data: dataFinding(run),
    ...eventFindings(run),
    load: loadFinding(run),
    'speed-up': speedupFinding(run, tpot),
    'equal-concurrency': equalConcurrencyFinding(run, tpot),
    pace: ratioFinding(run, { check: 'pace', measure: paceMeasure, margin: margins.pace, kind: 'not-more' }),
    ttft: ratioFinding(run, { check: 'ttft', measure: ttftMeasure, margin: margins.ttft, kind: 'not-more' }),
    length: ratioFinding(run, { check: 'length', measure: lengthMeasure, margin: margins.length, kind: 'not-other' }),
  };
  return { findings, ...recommend(findings), blocks: run.usableBlocks };
}
