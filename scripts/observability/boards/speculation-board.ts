import { figures, series } from '@slipstream/metrics';
import type { BoardPlan } from './board-plan.ts';
import { chosen, engineRateQuery, figureQuery, gaugeQuery, inLegend } from './queries.ts';
import { timePanels } from './time-panels.ts';
import { worthPanels } from './worth-panels.ts';

const byReplica = ['model', 'variant', 'replica'];
const positions = `max by (model, variant, replica, position) (rate(${series('slipstream_engine_accepted_position_tokens_total', chosen)}[$__rate_interval]))`;
const drafts = `max by (model, variant, replica) (rate(${series('slipstream_engine_drafts_total', chosen)}[$__rate_interval]))`;

export const speculationBoard: BoardPlan = {
  uid: 'slipstream-speculation',
  title: 'Slipstream: Speculation',
  description: 'What each speculator is worth: tokens per forward pass, and what users gain by it.',
  rows: [
    { title: 'What it is worth', panels: worthPanels },
    { title: 'What users wait', panels: timePanels },
    {
      title: 'Drafts',
      panels: [
        {
          title: 'Mean acceptance length',
          description:
            '1 + accepted / drafts, over steps with a draft (slipstream_accepted_tokens_total, slipstream_drafts_total). Only where the engine says how many drafts there were.',
          unit: 'tokens per step',
          width: 8,
          queries: [figureQuery(figures.acceptanceLength)],
          min: 1,
        },
        {
          title: 'Acceptance rate',
          description:
            'Accepted / proposed tokens (slipstream_accepted_tokens_total, slipstream_draft_tokens_total). Only where the engine says how many were proposed.',
          unit: 'percentunit',
          width: 8,
          queries: [figureQuery(figures.acceptanceRate)],
          min: 0,
          max: 1,
        },
        {
          title: 'Acceptance by place in the draft',
          description:
            'Share of drafts whose token at this place was kept, the first place being 0 (slipstream_engine_accepted_position_tokens_total by slipstream_engine_drafts_total). Where it nears 0, a shorter draft costs less.',
          unit: 'percentunit',
          width: 8,
          queries: [
            {
              expr: `sum by (model, variant, position) (${positions}) / on (model, variant) group_left () (sum by (model, variant) (${drafts}) > 0)`,
              legend: '{{model}} {{variant}} {{position}}',
            },
          ],
          min: 0,
          max: 1,
        },
      ],
    },
    {
      title: 'Whether to believe it',
      panels: [
        {
          title: 'Disagreement of the two views',
          description:
            'In-band / scraped acceleration - 1 (slipstream_metering_disagreement_ratio). Far from 0: foreign traffic, or one of the two is wrong.',
          unit: 'percentunit',
          width: 6,
          queries: [
            {
              expr: series('slipstream_metering_disagreement_ratio', chosen),
              legend: '{{model}} {{variant}} ({{instance}})',
            },
          ],
          line: 0,
        },
        {
          title: 'Error of estimates',
          description:
            'What the figures with method=estimated may be wrong by, 95 % (slipstream_arrival_error_ratio): of one answer, and of the pooled acceleration.',
          unit: 'percentunit',
          width: 6,
          queries: [gaugeQuery('slipstream_arrival_error_ratio', 'max', ['model', 'variant', 'of'])],
          min: 0,
        },
        {
          title: 'Readings of the engines',
          description: 'Readings of the engines’ metrics per second, by result (slipstream_engine_scrapes_total).',
          unit: 'ops',
          width: 6,
          queries: [engineRateQuery('slipstream_engine_scrapes_total', [...byReplica, 'result'])],
          min: 0,
        },
        {
          title: 'Restarts of the counters',
          description: 'Times in 30 minutes that an engine’s counters started anew (slipstream_engine_resets_total).',
          unit: 'short',
          width: 6,
          queries: [
            {
              expr: `max by (model, variant, replica) (increase(${series('slipstream_engine_resets_total', chosen)}[30m]))`,
              legend: byReplica.map(inLegend).join(' '),
            },
          ],
          min: 0,
        },
      ],
    },
  ],
};
