import { series } from '@slipstream/metrics';
import type { Alert } from './alert.ts';
import { burns } from './burn-windows.ts';
import type { Burn, BurnWindow } from './burn-windows.ts';
import { isFailureOrOk } from './failure-outcomes.ts';
import { objectives } from './objectives.ts';
import { recorded } from './recording-rules.ts';

const board = 'slipstream-slo';
/** Below, one bad answer would look like a burning budget. */
const fewestRequests = 50;

export const gatewayAlerts: readonly Alert[] = [
  ...(['fast', 'slow'] as const).flatMap((speed): Alert[] => [
    {
      name: `GatewayErrorBudgetBurn${speed === 'fast' ? 'Fast' : 'Slow'}`,
      expr: burning(burns[speed], recorded.failures, {
        budget: 1 - objectives.answered,
        requests: (window) => series('slipstream_requests_total', isFailureOrOk) + `[${window}]`,
      }),
      for: speed === 'fast' ? '2m' : '15m',
      severity: speed === 'fast' ? 'page' : 'ticket',
      summary: 'Model {{ $labels.model }}: {{ $value | humanizePercentage }} of requests fail.',
      panel: { board, title: 'Failed requests' },
    },
    {
      name: `GatewayTtftBudgetBurn${speed === 'fast' ? 'Fast' : 'Slow'}`,
      expr: burning(burns[speed], recorded.lateFirstTokens, {
        budget: 1 - objectives.firstToken.share,
        requests: (window) => series('slipstream_time_to_first_token_seconds_count') + `[${window}]`,
      }),
      for: speed === 'fast' ? '2m' : '15m',
      severity: speed === 'fast' ? 'page' : 'ticket',
      summary: `Model {{ $labels.model }}: {{ $value | humanizePercentage }} of streams wait longer than ${objectives.firstToken.withinSeconds} s for their first token.`,
      panel: { board, title: 'Late first tokens' },
    },
  ]),
  {
    name: 'GatewayMissing',
    expr: `absent(${series('slipstream_build_info')})`,
    for: '2m',
    severity: 'page',
    summary: 'Prometheus reads the metrics of no gateway.',
    panel: { board, title: 'Gateways' },
  },
  {
    name: 'EventLoopLagHigh',
    expr: `nodejs_eventloop_lag_p99_seconds > 0.1 and on (instance, job) ${series('slipstream_build_info')}`,
    for: '10m',
    severity: 'ticket',
    summary: 'Gateway {{ $labels.instance }}: 1 % of its turns come {{ $value | humanizeDuration }} late.',
    panel: { board, title: 'Event loop lag' },
  },
  {
    name: 'Watchdog',
    expr: 'vector(1)',
    for: '0s',
    severity: 'none',
    summary: 'Always firing: when it stops, alerts reach nobody.',
    panel: null,
  },
];

interface Budget {
  /** Share of requests that may be bad. */
  readonly budget: number;
  /** The range selector of the requests that are judged. */
  readonly requests: (window: BurnWindow) => string;
}

function burning(rates: readonly Burn[], ratio: (window: BurnWindow) => string, { budget, requests }: Budget): string {
  return rates
    .map(({ long, short, factor }) => {
      const limit = Number((factor * budget).toPrecision(6));
      const enough = `sum by (model) (increase(${requests(long)})) >= ${fewestRequests}`;
      return `(${ratio(long)} > ${limit} and ${ratio(short)} > ${limit} and ${enough})`;
    })
    .join(' or ');
}
