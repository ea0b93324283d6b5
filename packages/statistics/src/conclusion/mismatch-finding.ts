import { mismatchProcess } from '../e-process/mismatch-process.ts';
import { logEvidence } from '../e-process/rate-ratio-process.ts';
import { eValue } from './e-value.ts';
import type { Finding } from './finding.ts';
import { round } from './in-words.ts';
import type { CountedEvents } from './observed-run.ts';

/**
 * Are the candidate's greedy answers others than the control's, more often than the control's own repetitions are? As the
 * incidents' checks.
 */
export function mismatchFinding({ blocks, plan }: CountedEvents): Finding {
  const total = (key: 'prompts' | 'candidateDiffers' | 'controlDiffers'): number =>
    blocks.reduce((sum, { comparisons }) => sum + comparisons[key], 0);
  const [prompts, candidateDiffers, controlDiffers] = [
    total('prompts'),
    total('candidateDiffers'),
    total('controlDiffers'),
  ];
  const log = logEvidence(mismatchProcess(candidateDiffers, controlDiffers));
  const limit = 1 / plan.guardrailAlpha;
  const isWorse = log >= Math.log(limit);
  const counts = `of ${prompts} prompts ${candidateDiffers} differ on the candidate only, ${controlDiffers} on the control only`;
  return {
    check: 'mismatches',
    verdict: isWorse ? 'fail' : 'pass',
    quantity: 'e-value',
    lower: null,
    estimate: eValue(log),
    upper: null,
    bound: limit,
    reason: prompts === 0 ? 'no prompts compared' : `${counts}, evidence ${round(eValue(log))} of ${round(limit)}`,
    numbers: { prompts, candidateDiffers, controlDiffers, logEvidence: log },
  };
}
