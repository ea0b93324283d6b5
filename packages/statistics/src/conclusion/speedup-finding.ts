import type { Interval } from '../interval.ts';
import { logInterval } from '../log-interval.ts';
import { blocksNeeded } from '../planning/blocks-needed.ts';
import type { ArmDifference } from './arm-difference.ts';
import { dataFinding } from './data-finding.ts';
import { differenceNumbers } from './difference-numbers.ts';
import type { Finding } from './finding.ts';
import { intervalInWords } from './in-words.ts';
import type { ObservedRun } from './observed-run.ts';
import type { Verdict } from './verdict.ts';

/**
 * Is the candidate faster, in seconds (`found`: the difference in TPOT), by more than the minimal effect? Passes when the interval lies above 1 + m, fails when
 * it lies below (there is no benefit: futility), at any look.
 */
export function speedupFinding(run: ObservedRun, found: ArmDifference | null): Finding {
  const bound = 1 + run.plan.minimalEffect;
  const data = dataFinding(run);
  const base = { check: 'speed-up', quantity: 'speed-up', bound } as const;
  if (data.verdict === 'error' || found === null || !Number.isFinite(found.halfWidth)) {
    const verdict = data.verdict === 'error' ? 'error' : 'inconclusive';
    const estimate = found === null ? null : Math.exp(-found.difference);
    const reason = `speed-up not known yet, needs > ${bound.toFixed(2)}; ${data.reason}`;
    return { ...base, verdict, lower: null, estimate, upper: null, reason, numbers: differenceNumbers(found, null) };
  }
  const interval = logInterval(-found.difference, found.halfWidth);
  const { alpha, expectedBlocks: nStar, minimumBlocks } = run.plan;
  const gap = -found.difference - Math.log(bound);
  const needed = blocksNeeded(gap, found.squaredError * found.blocks, { alpha, nStar });
  const verdict = data.verdict === 'inconclusive' ? 'inconclusive' : judge(interval, bound);
  const progress =
    verdict === 'inconclusive' && needed !== null
      ? `${found.blocks} of about ${Math.max(needed, minimumBlocks)} blocks`
      : `${found.blocks} blocks`;
  const reason = `speed-up ${intervalInWords(interval)}, needs > ${bound.toFixed(2)}; ${progress}`;
  return { ...base, ...interval, verdict, reason, numbers: differenceNumbers(found, needed) };
}

function judge({ lower, upper }: Interval, bound: number): Verdict {
  if (lower > bound) return 'pass';
  return upper < bound ? 'fail' : 'inconclusive';
}
