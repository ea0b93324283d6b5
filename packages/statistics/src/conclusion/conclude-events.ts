import { assignmentFinding } from './assignment-finding.ts';
import type { Conclusion } from './conclusion.ts';
import type { ConclusionPlan } from './conclusion-plan.ts';
import type { Evidence } from './evidence.ts';
import { incidentFinding } from './incident-finding.ts';
import { mismatchFinding } from './mismatch-finding.ts';
import { inOrder } from './observed-run.ts';
import type { CountedEvents } from './observed-run.ts';

export type EventFindings = Pick<Conclusion['findings'], 'assignment' | 'errors' | 'slo-misses' | 'mismatches'>;

/**
 * The checks of `conclude` that count events. They are e-processes, valid after each event: also inside a block that is being
 * filled. Cheap enough for every look, as long as incidents are some thousands.
 */
export function concludeEvents(evidence: Evidence, plan: ConclusionPlan): EventFindings {
  return eventFindings({ plan, blocks: inOrder(evidence) });
}

export function eventFindings(events: CountedEvents): EventFindings {
  return {
    assignment: assignmentFinding(events),
    errors: incidentFinding(events, 'error'),
    'slo-misses': incidentFinding(events, 'slo-miss'),
    mismatches: mismatchFinding(events),
  };
}
