import { series } from '@slipstream/metrics';
import { objectives } from '../rules/objectives.ts';
import type { BurnWindow } from '../rules/burn-windows.ts';
import { recorded } from '../rules/recording-rules.ts';
import type { BoardPlan, Query } from './board-plan.ts';
import { chosenModel, gaugeQuery, quantileQuery, rateQuery } from './queries.ts';

const shownWindows: readonly BurnWindow[] = ['5m', '1h', '6h', '3d'];
const budgets = { failed: 1 - objectives.answered, late: 1 - objectives.firstToken.share };

/** Recorded by deploy/prometheus/rules/slipstream.yaml, without which these panels are empty. */
function recordedQueries(name: (window: BurnWindow) => string): readonly Query[] {
  return shownWindows.map((window) => ({
    expr: `${name(window)}{${chosenModel}}`,
    legend: `{{model}} over ${window}`,
  }));
}

export const sloBoard: BoardPlan = {
  uid: 'slipstream-slo',
  title: 'Slipstream: Gateway SLO',
  description: 'Whether the gateway keeps its promises, and what stands in its way.',
  rows: [
    {
      title: 'Objectives',
      panels: [
        {
          title: 'Failed requests',
          description: `Share of requests that ended by a fault of the engines or the gateway (slipstream_requests_total). The line is the budget, ${objectives.answered * 100} % being the objective over 30 days; alerts fire at 14.4, 6, 3 and 1 times it.`,
          unit: 'percentunit',
          width: 8,
          queries: recordedQueries(recorded.failures),
          line: Number(budgets.failed.toPrecision(6)),
          min: 0,
        },
        {
          title: 'Late first tokens',
          description: `Share of streams that waited longer than ${objectives.firstToken.withinSeconds} s for their first token (slipstream_time_to_first_token_seconds). The line is the budget.`,
          unit: 'percentunit',
          width: 8,
          queries: recordedQueries(recorded.lateFirstTokens),
          line: Number(budgets.late.toPrecision(6)),
          min: 0,
        },
        {
          title: 'Gateways',
          description: 'Gateways whose metrics are read, by version (slipstream_build_info).',
          unit: 'short',
          width: 8,
          queries: [gaugeQuery('slipstream_build_info', 'sum', ['version'])],
          min: 0,
        },
      ],
    },
    {
      title: 'Traffic',
      panels: [
        {
          title: 'Requests by outcome',
          description: 'Requests that ended, per second (slipstream_requests_total). Outcomes: docs/failure-modes.md.',
          unit: 'reqps',
          width: 8,
          queries: [rateQuery('slipstream_requests_total', ['model', 'outcome'])],
          min: 0,
        },
        {
          title: 'Requests in flight',
          description: 'Assigned and not ended (slipstream_requests_in_flight), of all gateways.',
          unit: 'short',
          width: 8,
          queries: [gaugeQuery('slipstream_requests_in_flight', 'sum', ['model', 'variant'])],
          min: 0,
        },
        {
          title: 'Request duration',
          description: 'Received to end of answer, whatever the outcome (slipstream_request_duration_seconds).',
          unit: 's',
          width: 8,
          queries: [
            quantileQuery('slipstream_request_duration_seconds', 0.5),
            quantileQuery('slipstream_request_duration_seconds', 0.99),
          ],
          min: 0,
        },
      ],
    },
    {
      title: 'Saturation',
      panels: [
        {
          title: 'Overhead',
          description:
            'Time of a request that no upstream attempt covers (slipstream_overhead_seconds), queueing included.',
          unit: 's',
          width: 8,
          queries: [
            quantileQuery('slipstream_overhead_seconds', 0.5),
            quantileQuery('slipstream_overhead_seconds', 0.99),
          ],
          min: 0,
        },
        {
          title: 'Queue',
          description: 'Requests that wait for a replica with room (slipstream_queued_requests).',
          unit: 'short',
          width: 8,
          queries: [gaugeQuery('slipstream_queued_requests', 'sum', ['model', 'variant'])],
          min: 0,
        },
        {
          title: 'Wait in the queue',
          description: 'Of the requests that had to wait for a replica with room (slipstream_queue_wait_seconds).',
          unit: 's',
          width: 8,
          queries: [quantileQuery('slipstream_queue_wait_seconds', 0.95)],
          min: 0,
        },
        {
          title: 'Event loop lag',
          description:
            'How late a gateway’s turns come since the last scrape, p99 (nodejs_eventloop_lag_p99_seconds); about 10 ms is its resolution.',
          unit: 's',
          width: 12,
          queries: [
            {
              expr: `nodejs_eventloop_lag_p99_seconds and on (instance, job) ${series('slipstream_build_info')}`,
              legend: '{{instance}}',
            },
          ],
          min: 0,
        },
        {
          title: 'Memory',
          description: 'Resident memory of each gateway (process_resident_memory_bytes).',
          unit: 'bytes',
          width: 12,
          queries: [
            {
              expr: `process_resident_memory_bytes and on (instance, job) ${series('slipstream_build_info')}`,
              legend: '{{instance}}',
            },
          ],
          min: 0,
        },
      ],
    },
    {
      title: 'Second tries',
      panels: [
        {
          title: 'Retries',
          description: 'Second tries after a failure, per second, by result (slipstream_retries_total).',
          unit: 'ops',
          width: 6,
          queries: [rateQuery('slipstream_retries_total', ['model', 'variant', 'result'])],
          min: 0,
        },
        {
          title: 'Hedges',
          description: 'Second tries beside a late first token, per second, by result (slipstream_hedges_total).',
          unit: 'ops',
          width: 6,
          queries: [rateQuery('slipstream_hedges_total', ['model', 'variant', 'result'])],
          min: 0,
        },
        {
          title: 'Wasted tokens',
          description:
            'Tokens that engines worked on for nobody, per second, by reason (slipstream_wasted_tokens_total).',
          unit: 'tokens/s',
          width: 6,
          queries: [rateQuery('slipstream_wasted_tokens_total', ['model', 'variant', 'reason'])],
          min: 0,
        },
        {
          title: 'GPU time',
          description:
            'GPUs kept at work by requests, by use: answer, or wasted on aborted, hedged and failed work (slipstream_gpu_seconds_total).',
          unit: 'short',
          width: 6,
          queries: [rateQuery('slipstream_gpu_seconds_total', ['model', 'variant', 'use'])],
          min: 0,
        },
      ],
    },
    {
      title: 'Keys',
      panels: [
        {
          title: 'Requests by key',
          description: 'Requests that ended, per second, by the name of their key (slipstream_key_requests_total).',
          unit: 'reqps',
          width: 12,
          queries: [rateQuery('slipstream_key_requests_total', ['key_name', 'model', 'outcome'])],
          min: 0,
        },
        {
          title: 'Tokens by key',
          description: 'Prompt and completion tokens per second, by the name of the key (slipstream_key_tokens_total).',
          unit: 'tokens/s',
          width: 12,
          queries: [rateQuery('slipstream_key_tokens_total', ['key_name', 'model'])],
          min: 0,
        },
      ],
    },
  ],
};
