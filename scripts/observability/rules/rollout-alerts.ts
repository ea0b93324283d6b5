import { series } from '@slipstream/metrics';
import type { GaugeName } from '@slipstream/metrics';
import type { Alert } from './alert.ts';

const board = 'slipstream-rollout';
const sinceDecision = since('slipstream_rollout_last_decision_timestamp_seconds');
const sinceLook = since('slipstream_rollout_last_look_timestamp_seconds');

export const rolloutAlerts: readonly Alert[] = [
  {
    name: 'SlipstreamRolloutStuck',
    expr: [
      `${sinceDecision} > 1800 and on (rollout, model) ${isIn('paused|deciding')}`,
      `${sinceDecision} > 21600 and on (rollout, model) ${isIn('warming|running')}`,
      `${sinceLook} > 300 and on (rollout, model) ${isIn('warming|running|deciding|promoting|paused')}`,
    ].join(' or '),
    for: '5m',
    severity: 'ticket',
    summary:
      'Rollout {{ $labels.rollout }} of {{ $labels.model }} has not moved for {{ $value | humanizeDuration }}: it waits for somebody, or for data, or nobody looks at it.',
    panel: { board, title: 'Phase' },
  },
  {
    name: 'SlipstreamRolloutRolledBack',
    expr: `${isIn('rolled_back')} and on (rollout, model) ${since('slipstream_rollout_last_decision_timestamp_seconds', 'by="rollout"')} < 3600`,
    for: '0s',
    severity: 'ticket',
    summary:
      'Rollout {{ $labels.rollout }} of {{ $labels.model }} was rolled back by itself: a guardrail failed. Its log says which.',
    panel: { board, title: 'Checks that fail' },
  },
];

/** Seconds, by the gateway that knows the latest: another may have lost the store. */
function since(stamp: GaugeName, where: string = ''): string {
  return `min by (rollout, model) (time() - ${series(stamp, where)})`;
}

function isIn(phases: string): string {
  return `max by (rollout, model) (${series('slipstream_rollout_phase', `phase=~"${phases}"`)}) == 1`;
}
