import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { engineNames, measurables } from '@slipstream/metrics';
import { ExaminationError } from '../../doctor/examination.ts';
import type { ReplicaDoctor } from '../../doctor/replica-doctor.ts';
import type { AdminEnv } from './admin-env.ts';
import { adminError } from './admin-error.ts';
import { jsonContent, refusals } from './json-content.ts';

const methods = ['exact', 'derived', 'estimated'] as const;
const engine = z.enum(engineNames);

const wishSchema = z
  .strictObject(
    {
      replica: z.string().openapi({ description: 'Its name.' }),
      model: z.string().nullable().default(null).openapi({ description: 'Where several models have one so called.' }),
      engine: engine.nullable().default(null).openapi({ description: 'Null: what it shows itself to be.' }),
      ask: z.boolean().default(true).openapi({ description: 'Whether it is asked for two small answers.' }),
    },
    {
      error: ({ code, keys }) =>
        code === 'unrecognized_keys'
          ? `${String(keys)} is not taken: only replicas of the configuration are examined, by their names (replica)`
          : undefined,
    },
  )
  .openapi('ExaminationWish');

const findingSchema = z
  .object({
    what: z.enum(measurables),
    verdict: z.enum([...methods, 'not at all', 'no speculator', 'unknown']),
    field: z.string().nullable(),
    caveat: z.string().nullable(),
    better: z.object({ method: z.enum(methods), needs: z.string() }).nullable(),
  })
  .openapi('Finding');

const examinationSchema = z
  .object({
    url: z.string(),
    engine,
    identity: z
      .object({
        engine: engine.nullable(),
        version: z.string().nullable(),
        model: z.string().nullable(),
        speculation: z.boolean().nullable(),
        draftTokens: z.number().nullable(),
        perRequestStatistics: z.boolean().nullable(),
      })
      .nullable()
      .openapi({ description: 'What it says of itself.' }),
    notes: z.array(z.string()),
    findings: z
      .array(findingSchema)
      .openapi({ description: 'What may be measured of it, how well, from which field.' }),
  })
  .openapi('Examination');

const route = createRoute({
  method: 'post',
  path: '/doctor',
  request: { body: { content: { 'application/json': { schema: wishSchema } }, required: true } },
  responses: { ...refusals, 200: jsonContent(examinationSchema, 'What it lets Slipstream measure') },
});

/** What a replica lets Slipstream measure, as `npm run doctor` tells it. */
export function doctorRoute(app: OpenAPIHono<AdminEnv>, doctor: Pick<ReplicaDoctor, 'examine'>): void {
  app.openapi(route, async (c) => {
    try {
      const { identity, ...examination } = await doctor.examine(c.req.valid('json'));
      const { notes, findings } = examination;
      return c.json({ ...examination, identity, notes: [...notes], findings: [...findings] }, 200);
    } catch (error) {
      if (!(error instanceof ExaminationError)) throw error;
      const { obstacle, message } = error;
      if (obstacle === 'wish') return c.json(adminError('unknown', message), 404);
      if (obstacle === 'busy') return c.json(adminError('impossible', message), 409);
      const advice = obstacle === 'refused' ? ' Set its key: apiKey of its variant.' : '';
      return c.json(adminError('unreachable', `${message}${advice}`), 502);
    }
  });
}
