import type { BlockClock } from './conclusion.ts';
import type { ConclusionPlan } from './conclusion-plan.ts';
import { emptyTally } from './empty-evidence.ts';
import type { ArmName, ArmTally, Block, Evidence } from './evidence.ts';
import { tpotMeasure } from './measure.ts';
import { mergeTallies } from './merge-evidence.ts';

/** Evidence at one look, sorted out for the checks. */
export interface ObservedRun {
  readonly plan: ConclusionPlan;
  readonly clock: BlockClock;
  /** By epoch and index. Events count at once, also those of the block that is being filled. */
  readonly blocks: readonly Block[];
  /** Those that are over: a mean over a part of a block has another spread than the rest. */
  readonly complete: readonly Block[];
  /** Complete blocks with measured requests in both arms. */
  readonly usableBlocks: number;
  /** Over the complete blocks. */
  readonly totals: Readonly<Record<ArmName, ArmTally>>;
  readonly units: Evidence['units'];
}

/** What checks of events need: nothing that is over only at the end of a block. */
export type CountedEvents = Pick<ObservedRun, 'blocks' | 'plan'>;

export function inOrder({ blocks }: Evidence): readonly Block[] {
  return Object.values(blocks).toSorted((a, b) => a.epoch - b.epoch || a.index - b.index);
}

export function observe(evidence: Evidence, plan: ConclusionPlan, clock: BlockClock): ObservedRun {
  const blocks = inOrder(evidence);
  const complete = blocks.filter(({ index }) => index < clock.index);
  const total = (arm: ArmName): ArmTally => complete.map((block) => block.arms[arm]).reduce(mergeTallies, emptyTally());
  return {
    plan,
    clock,
    blocks,
    complete,
    usableBlocks: complete.filter(({ arms }) => isMeasured(arms.control) && isMeasured(arms.candidate)).length,
    totals: { control: total('control'), candidate: total('candidate') },
    units: evidence.units,
  };
}

function isMeasured(tally: ArmTally): boolean {
  return tpotMeasure.countOf(tally) > 0;
}
