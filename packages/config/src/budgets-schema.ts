import { z } from 'zod';
import type { Budgets } from './config.ts';

const limit = z
  .strictObject({
    soft: z.number().min(0).nullable().default(null).describe('Past it the owner is warned: log and metric.'),
    hard: z.number().min(0).nullable().default(null).describe('Past it requests end with `budget_exceeded`.'),
  })
  .refine(({ soft, hard }) => soft === null || hard === null || soft <= hard, {
    error: 'must not have a soft limit above the hard one',
  })
  .prefault({});

const budget = z
  .strictObject({
    tokens: limit.describe('Prompt and completion tokens.'),
    cost: limit.describe('In the currency of `prices`; what a model without prices costs is unknown and not counted.'),
  })
  .prefault({});

/** Of a key. */
export const budgetsSchema: z.ZodType<Budgets> = z
  .strictObject({
    day: budget.describe('From midnight to midnight, UTC.'),
    month: budget.describe('From the first of the month, UTC.'),
  })
  .prefault({})
  .describe('How much this key may use. Known at the end of an answer: the one that passes the limit is given whole.');
