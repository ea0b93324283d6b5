import { series } from './series.ts';
import type { SeriesName } from './series.ts';

/** What a figure is taken over: `range` as PromQL writes it (`5m`), `where` its matchers. */
export interface FigureWindow {
  readonly range: string;
  readonly where?: string;
}

/** A quantity as PromQL over counters. No traffic is no series: it is neither 0 nor NaN. */
export interface Figure {
  readonly quantity: string;
  /** What a series of it is told apart by. */
  readonly labels: readonly string[];
  readonly promql: (window: FigureWindow) => string;
}

export type FigureName =
  | 'acceleration'
  | 'engineAcceleration'
  | 'decodeAcceleration'
  | 'acceptanceLength'
  | 'acceptanceRate'
  | 'timePerOutputToken';

type Rate = (name: SeriesName) => string;

const byVariant = ['model', 'variant'] as const;
/** Methods are never added up. */
const byMethod = ['model', 'variant', 'method'] as const;

/**
 * The sums of docs/architecture.md, one definition each for documents, rules and boards: numerator and denominator are
 * summed apart, then divided.
 */
export const figures: Readonly<Record<FigureName, Figure>> = {
  acceleration: ratio('acceleration, in band', byMethod, {
    top: (rate) => rate('slipstream_step_tokens_total'),
    bottom: (rate) => rate('slipstream_decode_steps_total'),
  }),
  engineAcceleration: ratio('acceleration, scraped', byVariant, {
    top: (rate) => rate('slipstream_engine_step_tokens_total'),
    bottom: (rate) => rate('slipstream_engine_steps_total'),
  }),
  decodeAcceleration: ratio('decode acceleration', byMethod, {
    top: (rate) => `${rate('slipstream_step_tokens_total')} - ${rate('slipstream_measured_requests_total')}`,
    bottom: (rate) => `${rate('slipstream_decode_steps_total')} - ${rate('slipstream_measured_requests_total')}`,
  }),
  acceptanceLength: ratio('mean acceptance length', byMethod, {
    plus: '1 + ',
    top: (rate) => rate('slipstream_accepted_tokens_total'),
    bottom: (rate) => rate('slipstream_drafts_total'),
  }),
  acceptanceRate: ratio('acceptance rate', byMethod, {
    top: (rate) => rate('slipstream_accepted_tokens_total'),
    bottom: (rate) => rate('slipstream_draft_tokens_total'),
  }),
  timePerOutputToken: ratio('TPOT, mean over requests', byVariant, {
    top: (rate) => rate('slipstream_time_per_output_token_seconds_sum'),
    bottom: (rate) => rate('slipstream_time_per_output_token_seconds_count'),
  }),
};

interface RatioParts {
  readonly plus?: string;
  readonly top: (rate: Rate) => string;
  readonly bottom: (rate: Rate) => string;
}

function ratio(quantity: string, labels: readonly string[], { plus = '', top, bottom }: RatioParts): Figure {
  const sum = `sum by (${labels.join(', ')})`;
  const promql = ({ range, where = '' }: FigureWindow): string => {
    const rate: Rate = (name) => `rate(${series(name, where)}[${range}])`;
    return `${plus}${sum} (${top(rate)}) / (${sum} (${bottom(rate)}) > 0)`;
  };
  return { quantity, labels, promql };
}
