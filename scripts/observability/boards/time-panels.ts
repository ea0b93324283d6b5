import { figures } from '@slipstream/metrics';
import { objectives } from '../rules/objectives.ts';
import type { PanelPlan } from './board-plan.ts';
import { figureQuery, quantileQuery } from './queries.ts';

const { withinSeconds } = objectives.firstToken;

/** What users wait for, by variant. */
export const timePanels: readonly PanelPlan[] = [
  {
    title: 'Time to first token',
    description: `Streamed answers, queueing and failed attempts included (slipstream_time_to_first_token_seconds). The line is the objective, ${withinSeconds} s.`,
    unit: 's',
    width: 8,
    queries: [
      quantileQuery('slipstream_time_to_first_token_seconds', 0.5),
      quantileQuery('slipstream_time_to_first_token_seconds', 0.95),
    ],
    line: withinSeconds,
    min: 0,
  },
  {
    title: 'Time per output token',
    description:
      '(last token - first token) / (tokens - 1) of each streamed answer (slipstream_time_per_output_token_seconds).',
    unit: 's',
    width: 8,
    queries: [
      quantileQuery('slipstream_time_per_output_token_seconds', 0.5),
      quantileQuery('slipstream_time_per_output_token_seconds', 0.95),
    ],
    min: 0,
  },
  {
    title: 'Time per output token, mean',
    description:
      'Mean over requests of the time per output token: its sum by its count (slipstream_time_per_output_token_seconds).',
    unit: 's',
    width: 8,
    queries: [figureQuery(figures.timePerOutputToken)],
    min: 0,
  },
];
