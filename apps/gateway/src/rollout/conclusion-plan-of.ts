import type { Rollout } from '@slipstream/config';
import { defaultConclusionPlan } from '@slipstream/statistics';
import type { ConclusionPlan } from '@slipstream/statistics';

/** What statistics needs of a rollout's plan; what it does not say stays as statistics has it. */
export function conclusionPlanOf(plan: Rollout): ConclusionPlan {
  const { guardrails } = plan;
  return {
    ...defaultConclusionPlan,
    alpha: plan.alpha,
    guardrailAlpha: guardrails.errors.alpha,
    assignmentAlpha: guardrails.srm.alpha,
    minimalEffect: plan.minimalEffect,
    minimumBlocks: plan.minBlocks,
    minimumRequests: plan.minRequests,
    expectedBlocks: plan.minBlocks,
    margins: { pace: guardrails.tpot.limit, ttft: guardrails.ttft.limit, length: guardrails.length.limit },
    loadTolerance: guardrails.load.limit,
  };
}
