import { figures, series } from '@slipstream/metrics';
import type { FigureName } from '@slipstream/metrics';
import { burnWindows } from './burn-windows.ts';
import type { BurnWindow } from './burn-windows.ts';
import { isFailure, isFailureOrOk } from './failure-outcomes.ts';
import { objectives } from './objectives.ts';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** Names are `level:metric:operations`; level `method` is variant and method, see docs/metrics.md. */
export const recorded = {
  figure: (name: FigureName): string => figureRecords[name],
  requests30m: 'variant:slipstream_requests:increase30m',
  failureRatio30m: 'variant:slipstream_request_failures:ratio_rate30m',
  streamed30m: 'variant:slipstream_time_per_output_token_seconds:count_increase30m',
  timePerOutputToken30m: 'variant:slipstream_time_per_output_token_seconds:mean30m',
  failures: (window: BurnWindow): string => `model:slipstream_request_failures:ratio_rate${window}`,
  lateFirstTokens: (window: BurnWindow): string => `model:slipstream_late_first_tokens:ratio_rate${window}`,
} as const;

const figureRecords: Readonly<Record<FigureName, string>> = {
  acceleration: 'method:slipstream_acceleration:ratio_rate5m',
  engineAcceleration: 'variant:slipstream_engine_acceleration:ratio_rate5m',
  decodeAcceleration: 'method:slipstream_decode_acceleration:ratio_rate5m',
  acceptanceLength: 'method:slipstream_acceptance_length:mean5m',
  acceptanceRate: 'method:slipstream_acceptance:ratio_rate5m',
  timePerOutputToken: 'variant:slipstream_time_per_output_token_seconds:mean5m',
};

export const figureRules: readonly RecordingRule[] = Object.entries(figures).map(([name, figure]) => ({
  record: figureRecords[name as FigureName],
  expr: figure.promql({ range: '5m' }),
}));

/** What arms are compared by. */
export const armRules: readonly RecordingRule[] = [
  {
    record: recorded.requests30m,
    expr: `sum by (model, variant) (increase(${series('slipstream_requests_total', isFailureOrOk)}[30m]))`,
  },
  { record: recorded.failureRatio30m, expr: failureRatio('model, variant', '30m') },
  {
    record: recorded.streamed30m,
    expr: `sum by (model, variant) (increase(${series('slipstream_time_per_output_token_seconds_count')}[30m]))`,
  },
  { record: recorded.timePerOutputToken30m, expr: figures.timePerOutputToken.promql({ range: '30m' }) },
];

export const budgetRules: readonly RecordingRule[] = burnWindows.flatMap((window) => [
  { record: recorded.failures(window), expr: failureRatio('model', window) },
  { record: recorded.lateFirstTokens(window), expr: lateRatio(window) },
]);

/** Failures that never happened have no series: where there are requests, that is 0 and not unknown. */
function failureRatio(by: string, window: string): string {
  const failures = rateBy(by, series('slipstream_requests_total', isFailure), window);
  const all = rateBy(by, series('slipstream_requests_total', isFailureOrOk), window);
  return `(${failures} or 0 * ${all}) / (${all} > 0)`;
}

function lateRatio(window: string): string {
  const edge = `le="${objectives.firstToken.withinSeconds}"`;
  const inTime = rateBy('model', series('slipstream_time_to_first_token_seconds_bucket', edge), window);
  const all = rateBy('model', series('slipstream_time_to_first_token_seconds_count'), window);
  return `1 - ${inTime} / (${all} > 0)`;
}

function rateBy(labels: string, selector: string, window: string): string {
  return `sum by (${labels}) (rate(${selector}[${window}]))`;
}
