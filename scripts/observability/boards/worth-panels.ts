import { figures, series } from '@slipstream/metrics';
import type { PanelPlan } from './board-plan.ts';
import { chosen, figureQuery } from './queries.ts';

const inBand: PanelPlan = {
  title: 'Acceleration, in band',
  description:
    'Tokens per forward pass, from each answer (slipstream_step_tokens_total by slipstream_decode_steps_total). One line per method: exact and derived come from the engine’s own words, estimated from when tokens arrived. Not a speed-up: that is beside it.',
  unit: 'x',
  width: 6,
  queries: [figureQuery(figures.acceleration)],
  line: 1,
};

const scraped: PanelPlan = {
  title: 'Acceleration, scraped',
  description:
    'Tokens per forward pass by the engines’ own counters, over all their traffic (slipstream_engine_step_tokens_total by slipstream_engine_steps_total). Not a speed-up: that is beside it.',
  unit: 'x',
  width: 6,
  queries: [figureQuery(figures.engineAcceleration)],
  line: 1,
};

const speedup: PanelPlan = {
  title: 'Speed-up',
  description:
    'TPOT of the control / TPOT of the variant since the gateway started, with its 95 % confidence sequence, of each gateway for its own requests (slipstream_speedup). The variant is faster where the lower bound is above 1. No line: fewer than 50 requests or 20 units in an arm, or no control of the same base model.',
  unit: 'x',
  width: 6,
  queries: [
    {
      expr: series('slipstream_speedup', chosen),
      legend: '{{model}} {{variant}} over {{control}}, {{bound}} ({{instance}})',
    },
  ],
  line: 1,
};

const stepCost: PanelPlan = {
  title: 'Step cost',
  description:
    'Acceleration / speed-up: how much longer a step takes because of drafting and verifying (slipstream_step_cost). At the acceleration itself nothing is won.',
  unit: 'x',
  width: 6,
  queries: [
    { expr: series('slipstream_step_cost', chosen), legend: '{{model}} {{variant}} over {{control}} ({{instance}})' },
  ],
  line: 1,
};

/** Acceleration is never shown without the speed-up beside it: these four stand in one row, in this order. */
export const worthPanels: readonly PanelPlan[] = [inBand, scraped, speedup, stepCost];
