import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { engineNames } from '@slipstream/metrics';
import type { AdminEnv } from './admin-env.ts';
import { jsonContent, refusals } from './json-content.ts';

const replicaSchema = z
  .object({
    name: z.string(),
    model: z.string(),
    variant: z.string(),
    engine: z.enum(engineNames).openapi({ description: 'By the configuration.' }),
    engineVersion: z.string().nullable().openapi({ description: 'As it says itself; null: it does not.' }),
    url: z.string().openapi({ description: 'Its origin.' }),
    ready: z.boolean(),
    reason: z.string().nullable().openapi({ description: 'Why it is not ready.' }),
    circuit: z.enum(['closed', 'open', 'half-open']),
    inFlight: z.int().openapi({ description: 'Attempts of this gateway under way.' }),
    limit: z.int().nullable().openapi({ description: 'Most of them at a time (maxConcurrent); null: any number.' }),
    queued: z.int().openapi({ description: 'Requests of this gateway that wait for any replica of its variant.' }),
    running: z.number().nullable().openapi({ description: 'By the engine’s own page, over all that ask it.' }),
    waiting: z.number().nullable(),
    kvUse: z.number().nullable().openapi({ description: 'Share of the KV cache in use, 0 to 1.' }),
    methods: z
      .array(z.enum(['exact', 'derived', 'estimated']))
      .openapi({ description: 'How speculation was measured of its variant’s answers so far.' }),
  })
  .openapi('Replica', { description: 'Null is unknown.' });

export type ReplicaView = z.infer<typeof replicaSchema>;

const route = createRoute({
  method: 'get',
  path: '/replicas',
  responses: {
    200: jsonContent(z.object({ replicas: z.array(replicaSchema) }), 'All of the configuration, in its order'),
    401: refusals[401],
  },
});

/** How every replica stands, as this gateway sees it. */
export function replicaRoutes(app: OpenAPIHono<AdminEnv>, replicas: () => readonly ReplicaView[]): void {
  app.openapi(route, (c) => c.json({ replicas: [...replicas()] }, 200));
}
