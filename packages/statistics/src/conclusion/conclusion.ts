import type { CheckName, Finding } from './finding.ts';

/**
 * - `roll-back`: a guardrail failed: stop new assignments
 * - `pause`: the comparison is not fair or cannot be made (sample ratio, load, no data): nothing may be concluded from it
 * - `promote`: faster beyond the minimal effect, and no guardrail open
 * - `no-benefit`: proved not to be faster by the minimal effect
 * - `hold`: go on measuring
 */
export type Recommendation = 'roll-back' | 'pause' | 'promote' | 'no-benefit' | 'hold';

export interface Conclusion {
  readonly findings: Readonly<Record<CheckName, Finding>>;
  readonly recommendation: Recommendation;
  /** The checks that the recommendation rests on: those that failed, or those still open. Empty for `promote`. */
  readonly because: readonly CheckName[];
  /** Complete blocks with measured requests in both arms. */
  readonly blocks: number;
}

/** Where the clock is: the block of this index is still being filled, earlier ones are complete. */
export interface BlockClock {
  readonly index: number;
}
