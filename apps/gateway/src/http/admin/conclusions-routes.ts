import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { conclusionDimensions } from '../../metering/conclusions/bands.ts';
import type { Conclusions } from '../../ports.ts';
import { adminError } from './admin-error.ts';
import type { AdminEnv } from './admin-env.ts';
import { jsonContent, refusals } from './json-content.ts';
import { intervalSchema } from './rollout-view.ts';

const interval = (description: string) => intervalSchema.nullable().openapi({ description });

const rowSchema = z
  .object({
    model: z.string(),
    variant: z.string(),
    control: z
      .string()
      .nullable()
      .openapi({ description: 'What it is compared with; null: nothing of its base model.' }),
    band: z.string().nullable().openapi({ description: 'Null by variant; `unknown` of what nobody said.' }),
    method: z
      .enum(['exact', 'derived', 'estimated'])
      .nullable()
      .openapi({ description: 'How steps were counted: never mixed in one row. Null: requests without a figure.' }),
    requests: z.int(),
    tokens: z.int(),
    acceleration: interval('Tokens per forward pass, prefills included.'),
    decodeAcceleration: interval('The same without prefills.'),
    meanAcceptanceLength: interval('1 + accepted / drafts.'),
    acceptanceRate: interval('Accepted / draft tokens.'),
    acceptanceByPosition: z
      .array(intervalSchema)
      .nullable()
      .openapi({ description: 'Share of the drafts of which that place was kept, the first place first.' }),
    stepTimeMs: interval('Decode time / decode steps.'),
    tpotMs: interval('Decode time / tokens after the first.'),
    ttftMs: interval('Request received to first token, mean.'),
    speedUp: interval('TPOT of the control / TPOT of the variant, in the same band. Holds at any look.'),
    stepCost: interval('Acceleration / speed-up. Holds at any look.'),
    gpuSecondsPer1000Tokens: interval('Of all attempts, by tokens of answers that ended well.'),
    gpuSecondsSaved: z
      .number()
      .nullable()
      .openapi({ description: 'Over the control; negative: it would have needed less.' }),
    gpuSecondsWasted: z.number().nullable().openapi({ description: 'Of work that gave nobody an answer.' }),
  })
  .openapi('Conclusion');

const reportSchema = z
  .object({
    since: z.iso.datetime().openapi({ description: 'When this gateway began to count.' }),
    rows: z.array(rowSchema),
  })
  .openapi('Conclusions');

const read = createRoute({
  method: 'get',
  path: '/conclusions',
  request: {
    query: z.object({
      model: z.string().optional().openapi({ description: 'Of this model alone.' }),
      by: z
        .enum(conclusionDimensions)
        .default('variant')
        .openapi({ description: 'What variants are told apart by, too.' }),
    }),
  },
  responses: {
    200: jsonContent(reportSchema, 'What the meter of this gateway concludes; intervals of 95 % (docs/metering.md)'),
    400: refusals[400],
    401: refusals[401],
    404: refusals[404],
  },
});

/** What speculation is worth, from the requests of this gateway. `models`: the names that exist now. */
export function conclusionsRoutes(
  app: OpenAPIHono<AdminEnv>,
  conclusions: Conclusions,
  models: () => readonly string[],
): void {
  app.openapi(read, (c) => {
    const { model, by } = c.req.valid('query');
    const named = model === undefined || model === '' ? null : model;
    if (named !== null && !models().includes(named)) {
      const message = `There is no model ${JSON.stringify(named)}; models: ${models().join(', ')}.`;
      return c.json(adminError('unknown', message), 404);
    }
    const { since, rows } = conclusions.read({ model: named, by });
    const shown = rows.map((row) => ({
      ...row,
      acceptanceByPosition: row.acceptanceByPosition === null ? null : [...row.acceptanceByPosition],
    }));
    return c.json({ since, rows: shown }, 200);
  });
}
