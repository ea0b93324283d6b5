import { series } from '@slipstream/metrics';
import type { PanelPlan } from './board-plan.ts';
import { chosenModel, gaugeQuery, rateQuery } from './queries.ts';

const phase = series('slipstream_rollout_phase', chosenModel);
const coverage = series('slipstream_rollout_coverage_ratio', chosenModel);
const candidateWeight = series('slipstream_rollout_candidate_weight', chosenModel);
const failing = series('slipstream_rollout_verdict', chosenModel, 'verdict="fail"');

/** Where rollouts stand, and by which numbers. All gateways say the same of one: the largest is taken. */
export const rolloutPanels: readonly PanelPlan[] = [
  {
    title: 'Phase',
    description: 'The phase that each rollout is in (slipstream_rollout_phase).',
    unit: 'short',
    width: 8,
    queries: [{ expr: `max by (rollout, phase) (${phase}) > 0`, legend: '{{rollout}} {{phase}}' }],
    min: 0,
    max: 1,
  },
  {
    title: 'Candidate’s share',
    description:
      'Share of all units that the candidate is meant to get: coverage times its weight within (slipstream_rollout_coverage_ratio, slipstream_rollout_candidate_weight).',
    unit: 'percentunit',
    width: 8,
    queries: [{ expr: `max by (rollout) (${coverage} * ${candidateWeight})`, legend: '{{rollout}}' }],
    min: 0,
    max: 1,
  },
  {
    title: 'Decisions',
    description: 'Decisions by the phase that they led to (slipstream_rollout_decisions_total).',
    unit: 'ops',
    width: 8,
    queries: [rateQuery('slipstream_rollout_decisions_total', ['rollout', 'phase'])],
    min: 0,
  },
  {
    title: 'Proof of the speed-up',
    description:
      'Control’s time per token by the candidate’s, within an interval that holds at any look, and the limit that its lower end must pass (slipstream_rollout_estimate_ratio).',
    unit: 'x',
    width: 12,
    queries: [
      gaugeQuery('slipstream_rollout_estimate_ratio', 'max', ['rollout', 'bound'], `${chosenModel},check="speed-up"`),
    ],
    line: 1,
  },
  {
    title: 'Evidence against the candidate',
    description:
      'Evidence of each check as a part of what stops the rollout: from 1 on it does (slipstream_rollout_evidence_ratio).',
    unit: 'short',
    width: 6,
    queries: [gaugeQuery('slipstream_rollout_evidence_ratio', 'max', ['rollout', 'check'], chosenModel)],
    line: 1,
    min: 0,
  },
  {
    title: 'Checks that fail',
    description: 'Checks that say "fail" now (slipstream_rollout_verdict).',
    unit: 'short',
    width: 6,
    queries: [{ expr: `max by (rollout, check) (${failing})`, legend: '{{rollout}} {{check}}' }],
    min: 0,
    max: 1,
  },
];
