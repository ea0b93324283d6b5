import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { readUsageQuery } from '../../metering/usage/read-usage-query.ts';
import { usageCsv } from '../../metering/usage/usage-csv.ts';
import { usageDimensions } from '../../metering/usage/usage-query.ts';
import type { AskUsage } from '../usage-routes.ts';
import { usageView } from '../usage-view.ts';
import type { AdminEnv } from './admin-env.ts';
import { adminError } from './admin-error.ts';
import { refusals } from './json-content.ts';

const count = z.int();
const figure = z.number().nullable();

const speculationSchema = z
  .object({
    method: z.enum(['exact', 'derived', 'estimated']),
    requests: z.number(),
    tokens: z.number(),
    steps: z.number(),
    drafts: figure,
    draftTokens: figure,
    accepted: figure,
    acceleration: figure.openapi({ description: 'Tokens per forward pass, prefills included; not a speed-up.' }),
  })
  .openapi('UsageSpeculation');

const rowSchema = z
  .object({
    key: z.string().nullable(),
    model: z.string().nullable(),
    variant: z.string().nullable(),
    day: z.string().nullable(),
    class: z.string().nullable().openapi({ description: 'Of the prompt.' }),
    length: z.string().nullable().openapi({ description: 'Band of the prompt’s tokens.' }),
    concurrency: z.string().nullable().openapi({ description: 'Band of the attempts under way at the replica.' }),
    run: z.string().nullable().openapi({ description: 'ROLLOUT.RUN.EPOCH whose split was in force.' }),
    requests: count,
    ok: count,
    uncounted: count.openapi({ description: 'Reached a replica, and nobody said how many tokens came.' }),
    promptTokens: count,
    completionTokens: count,
    reasoningTokens: count,
    cachedTokens: count,
    abortedTokens: count,
    discardedTokens: count,
    cost: figure,
    speculation: z.array(speculationSchema).openapi({ description: 'One per method: they are never mixed.' }),
    gpuSecondsSaved: figure.openapi({ description: 'Over the control, of the variants that have one.' }),
    gpuSeconds: figure.openapi({ description: 'What all attempts took of their replicas’ GPUs.' }),
    gpuSecondsWasted: figure.openapi({ description: 'Part of it: of work that gave nobody an answer.' }),
  })
  .openapi('UsageRow', { description: 'What it is not told apart by is null; so is what is unknown.' });

const usageSchema = z.object({
  object: z.literal('usage'),
  since: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
  by: z.array(z.enum(usageDimensions)),
  data: z.array(rowSchema),
});

const ageOrMoment = 'An age (`24h`, `30d`), a day or a time (UTC).';

const route = createRoute({
  method: 'get',
  path: '/usage',
  request: {
    query: z.object({
      by: z
        .string()
        .optional()
        .openapi({ description: `${usageDimensions.join(', ')}; several with commas` }),
      since: z
        .string()
        .optional()
        .openapi({ description: `${ageOrMoment} Default: 30d` }),
      until: z
        .string()
        .optional()
        .openapi({ description: `${ageOrMoment} Default: now` }),
      key: z.string().optional().openapi({ description: 'Of this key alone.' }),
      format: z.enum(['json', 'csv']).default('json'),
    }),
  },
  responses: {
    200: {
      content: { 'application/json': { schema: usageSchema }, 'text/csv': { schema: z.string() } },
      description: 'What was used, from the ledger',
    },
    400: refusals[400],
    401: refusals[401],
    404: refusals[404],
    503: refusals[503],
  },
});

/** What all keys have used, as `slipstream usage` tells it. `ask` is null where nothing is booked. */
export function usageRoute(app: OpenAPIHono<AdminEnv>, ask: AskUsage | null, wallTime: () => number): void {
  app.openapi(route, async (c) => {
    if (ask === null) {
      return c.json(adminError('unknown', 'This gateway keeps no ledger (database.path is off).'), 404);
    }
    const { key, format, ...words } = c.req.valid('query');
    const query = readUsageQuery(words, key ?? null, wallTime());
    if ('message' in query) return c.json(adminError('invalid', `${query.name} ${query.message}.`), 400);
    try {
      const rows = await ask(query);
      if (format === 'csv') return c.text(usageCsv(rows), 200, { 'content-type': 'text/csv; charset=utf-8' });
      return c.json(usageView(query, rows), 200);
    } catch (error) {
      return c.json(adminError('away', `The ledger cannot be asked just now: ${String(error)}`), 503);
    }
  });
}
