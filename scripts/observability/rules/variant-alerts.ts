import { series } from '@slipstream/metrics';
import { againstControl } from './against-control.ts';
import type { Alert } from './alert.ts';
import { recorded } from './recording-rules.ts';

const board = 'slipstream-rollout';
/** In each arm. */
const fewestRequests = 50;

/** p (1 - p) / n: the variance of a share. */
const failureVariance = `${recorded.failureRatio30m} * (1 - ${recorded.failureRatio30m}) / ${recorded.requests30m}`;
const assigned = `sum by (model, variant) (increase(${series('slipstream_assignments_total')}[30m]))`;
const weight = `max by (model, variant) (${series('slipstream_variant_weight')})`;

export const variantAlerts: readonly Alert[] = [
  {
    name: 'VariantErrorRatioHigherThanControl',
    expr: errorRatioHigher(),
    for: '5m',
    severity: 'ticket',
    summary:
      'Variant {{ $labels.variant }} of {{ $labels.model }} fails {{ $value | humanizePercentage }} more of its requests than {{ $labels.control }}.',
    panel: { board, title: 'Failed requests' },
  },
  {
    name: 'VariantTpotRegressed',
    expr: `${againstControl(recorded.timePerOutputToken30m, '/', recorded.timePerOutputToken30m)} > 1.1 and ${enough(recorded.streamed30m)}`,
    for: '15m',
    severity: 'ticket',
    summary:
      'Variant {{ $labels.variant }} of {{ $labels.model }} takes {{ $value | humanize }} times as long per token as {{ $labels.control }}.',
    panel: { board, title: 'Time per output token, mean' },
  },
  {
    name: 'SampleRatioMismatch',
    expr: sampleRatioMismatch(),
    for: '30m',
    severity: 'ticket',
    summary:
      'Model {{ $labels.model }}: requests are not split by the weights (chi-squared {{ $value | humanize }}). Compare nothing until it is known why.',
    panel: { board, title: 'Share of assignments' },
  },
  {
    name: 'ExperimentNoTraffic',
    expr: `${weight} * on (model) group_left () sum by (model) (${assigned}) > 20 unless on (model, variant) ${assigned} > 0`,
    for: '10m',
    severity: 'ticket',
    summary:
      'Variant {{ $labels.variant }} of {{ $labels.model }} should have had {{ $value | humanize }} requests in 30 minutes, and had none.',
    panel: { board, title: 'Share of assignments' },
  },
];

function enough(count: string): string {
  return againstControl(`${count} >= ${fewestRequests}`, 'and', `(${count} >= ${fewestRequests})`);
}

/** By two points of percent at least, and by three standard errors of the difference: a few failures of few requests are chance. */
function errorRatioHigher(): string {
  const difference = againstControl(recorded.failureRatio30m, '-', recorded.failureRatio30m);
  const standardError = `sqrt(${againstControl(failureVariance, '+', `(${failureVariance})`)})`;
  return `${difference} > 0.02 and ${difference} > 3 * ${standardError} and ${enough(recorded.requests30m)}`;
}

/**
 * Pearson's chi-squared over the variants of a model, where the unit is the request (those of a session fall together and prove
 * nothing), the weights stood still and every variant should have had 5 requests. The limit is the 1 - 10^-4 quantile for up to five variants, by a line: 15.1, 18.4,
 * 21.1 and 23.5 at 1 to 4 degrees of freedom.
 */
function sampleRatioMismatch(): string {
  const assignments = `sum by (model, variant) (increase(${series('slipstream_assignments_total', 'unit="request"')}[1h]))`;
  const counts = `(${assignments} or 0 * ${weight})`;
  const expected = `(${weight} * on (model) group_left () sum by (model) (${counts}))`;
  const chiSquared = `sum by (model) ((${counts} - on (model, variant) ${expected}) ^ 2 / on (model, variant) (${expected} > 0))`;
  const limit = `(12.8 + 2.8 * (count by (model) (${weight} > 0) - 1))`;
  const moved = `sum by (model) (changes(${series('slipstream_variant_weight')}[1h])) > 0`;
  return `${chiSquared} > ${limit} and on (model) min by (model) (${expected} > 0) >= 5 unless on (model) ${moved}`;
}
