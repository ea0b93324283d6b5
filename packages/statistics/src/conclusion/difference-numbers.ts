import type { ArmDifference } from './arm-difference.ts';
import type { Finding } from './finding.ts';

/** What a difference rests on, for the audit log. Null where there is none, or where a part does not apply. */
export function differenceNumbers(found: ArmDifference | null, blocksNeeded: number | null): Finding['numbers'] {
  return {
    blocks: found?.blocks ?? 0,
    blocksNeeded,
    squaredError: found?.squaredError ?? null,
    squaredErrorOfBlocks: found?.parts.blocks ?? null,
    squaredErrorOfUnits: found?.parts.units ?? null,
    squaredErrorOfReplicas: found?.parts.replicas ?? null,
    serialInflation: found?.inflation ?? null,
  };
}
