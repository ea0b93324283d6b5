import type { ArmName } from './evidence.ts';
import type { Finding } from './finding.ts';
import { tpotMeasure } from './measure.ts';
import type { ObservedRun } from './observed-run.ts';

/**
 * Is there enough to go by? Fails where an arm stands without traffic; is an error where requests end and none can be measured.
 */
export function dataFinding(run: ObservedRun): Finding {
  const { plan, totals, complete, usableBlocks: blocks } = run;
  const measured = (arm: ArmName): number => tpotMeasure.countOf(totals[arm]);
  const least = Math.min(measured('control'), measured('candidate'));
  const base = {
    check: 'data',
    quantity: 'requests',
    lower: null,
    estimate: least,
    upper: null,
    bound: plan.minimumRequests,
    numbers: {
      blocks,
      minimumBlocks: plan.minimumBlocks,
      controlRequests: totals.control.requests,
      candidateRequests: totals.candidate.requests,
      controlMeasured: measured('control'),
      candidateMeasured: measured('candidate'),
      completeBlocks: complete.length,
    },
  } as const;
  for (const arm of ['control', 'candidate'] as const) {
    if (isSilent(run, arm)) {
      const reason = `no data: the ${arm} had no request in the last ${plan.silentBlocks} blocks`;
      return { ...base, verdict: 'fail', reason };
    }
    if (totals[arm].requests >= plan.minimumRequests && measured(arm) === 0) {
      const reason = `cannot be measured: none of the ${arm}'s ${totals[arm].requests} requests has a decode time and a token count`;
      return { ...base, verdict: 'error', reason };
    }
  }
  const isEnough = least >= plan.minimumRequests && blocks >= plan.minimumBlocks;
  const reason = `${blocks} of ${plan.minimumBlocks} blocks, ${least} of ${plan.minimumRequests} requests in the smaller arm`;
  return { ...base, verdict: isEnough ? 'pass' : 'inconclusive', reason };
}

/** Judged by arrivals of the last complete blocks; a block that nobody wrote had none. */
function isSilent({ complete, plan, clock }: ObservedRun, arm: ArmName): boolean {
  const from = clock.index - plan.silentBlocks;
  return from >= 0 && complete.every(({ index, arms }) => index < from || arms[arm].arrivals === 0);
}
