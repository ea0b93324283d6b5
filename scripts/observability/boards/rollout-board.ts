import { series } from '@slipstream/metrics';
import { isFailureOrOk } from '../rules/failure-outcomes.ts';
import { recorded } from '../rules/recording-rules.ts';
import type { BoardPlan } from './board-plan.ts';
import { chosen, chosenModel, gaugeQuery, rateQuery } from './queries.ts';
import { rolloutPanels } from './rollout-panels.ts';
import { timePanels } from './time-panels.ts';
import { worthPanels } from './worth-panels.ts';

const assignments = series('slipstream_assignments_total', chosenModel);

export const rolloutBoard: BoardPlan = {
  uid: 'slipstream-rollout',
  title: 'Slipstream: Rollout',
  description:
    'Where a rollout stands and why, and the variants of a model beside each other: who gets the traffic, and what comes of it.',
  rows: [
    { title: 'Where it stands', panels: rolloutPanels },
    {
      title: 'Split',
      panels: [
        {
          title: 'Weight',
          description: 'Share of the units that the variant is meant to get (slipstream_variant_weight).',
          unit: 'percentunit',
          width: 8,
          queries: [gaugeQuery('slipstream_variant_weight', 'max', ['model', 'variant'])],
          min: 0,
          max: 1,
        },
        {
          title: 'Share of assignments',
          description: 'Share of the assigned requests that the variant got (slipstream_assignments_total).',
          unit: 'percentunit',
          width: 8,
          queries: [
            {
              expr: `sum by (model, variant) (rate(${assignments}[$__rate_interval])) / on (model) group_left () (sum by (model) (rate(${assignments}[$__rate_interval])) > 0)`,
              legend: '{{model}} {{variant}}',
            },
          ],
          min: 0,
          max: 1,
        },
        {
          title: 'Requests by variant',
          description:
            'Requests per second that were answered, or failed by no fault of the client (slipstream_requests_total).',
          unit: 'reqps',
          width: 8,
          queries: [rateQuery('slipstream_requests_total', ['model', 'variant'], isFailureOrOk)],
          min: 0,
        },
      ],
    },
    { title: 'What it is worth', panels: worthPanels },
    { title: 'What users wait', panels: timePanels },
    {
      title: 'Failures',
      panels: [
        {
          title: 'Failed requests',
          description:
            'Share of requests over 30 minutes that ended by a fault of the engines or the gateway (slipstream_requests_total, recorded by deploy/prometheus/rules/slipstream.yaml).',
          unit: 'percentunit',
          width: 24,
          queries: [{ expr: `${recorded.failureRatio30m}{${chosen}}`, legend: '{{model}} {{variant}}' }],
          min: 0,
        },
      ],
    },
  ],
};
