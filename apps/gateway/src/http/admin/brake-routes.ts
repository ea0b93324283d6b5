import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Brake } from '../../rollout/brake.ts';
import { adminErrorSchema } from './admin-error.ts';
import type { AdminEnv } from './admin-env.ts';

const brakeSchema = z.object({ pulled: z.object({ by: z.string(), why: z.string() }).nullable() }).openapi('Brake');
const pullSchema = z.strictObject({ why: z.string().max(500).default('') });
const json = { content: { 'application/json': { schema: brakeSchema } } };
const error = { content: { 'application/json': { schema: adminErrorSchema } } };
const responses = {
  200: { ...json, description: 'As it is now, on this gateway' },
  401: { ...error, description: 'No key, or one that is not known' },
  403: { ...error, description: 'The key’s role does not allow it' },
};

const look = createRoute({ method: 'get', path: '/brake', responses });
const pull = createRoute({
  method: 'post',
  path: '/brake',
  request: {
    body: {
      content: { 'application/json': { schema: pullSchema } },
      required: false,
    },
  },
  responses,
});
const release = createRoute({ method: 'delete', path: '/brake', responses });

/** The emergency brake of this gateway: at once, with no database. Ask every gateway, or use the file. */
export function brakeRoutes(app: OpenAPIHono<AdminEnv>, brake: Brake): void {
  app.openapi(look, (c) => c.json({ pulled: brake.pulled }, 200));
  app.openapi(pull, (c) => {
    const { why } = pullSchema.parse(c.req.valid('json') ?? {});
    brake.pull({ by: c.get('key').name, why: why === '' ? 'no reason was given' : why });
    return c.json({ pulled: brake.pulled }, 200);
  });
  app.openapi(release, (c) => {
    brake.release();
    return c.json({ pulled: brake.pulled }, 200);
  });
}
