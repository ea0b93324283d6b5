import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { parseRollout, rolloutShape } from '@slipstream/config';
import type { Rollouts } from '../../rollout/rollouts.ts';
import { adminError, adminErrorSchema, statusOf } from './admin-error.ts';
import type { AdminError } from './admin-error.ts';
import type { AdminEnv } from './admin-env.ts';
import { idempotencyHeader, json, nameParam, refusals, requestName } from './rollout-responses.ts';
import { rolloutSchema, rolloutView } from './rollout-view.ts';

const whySchema = z.string().max(500).default('').openapi({ description: 'For the audit log.' });

/** Its plan is read by packages/config, as one in the file is. */
const creationSchema = z.strictObject({
  name: z.string(),
  why: whySchema,
  plan: z.unknown().openapi({
    ...(rolloutShape() as object),
    description: 'What `rollouts.NAME` of slipstream.yaml may be, with the same defaults: docs/configuration.md.',
  }),
});

const create = createRoute({
  method: 'post',
  path: '/rollouts',
  request: {
    headers: idempotencyHeader,
    body: { content: { 'application/json': { schema: creationSchema.openapi('Creation') } }, required: true },
  },
  responses: {
    201: json(rolloutSchema, 'It is planned; the file need not know of it'),
    400: json(adminErrorSchema, 'The plan is wrong: every mistake, with its path'),
    401: refusals[401],
    403: refusals[403],
    409: json(adminErrorSchema, 'The name is taken: says by what'),
    503: refusals[503],
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/rollouts/{name}',
  request: { params: nameParam, headers: idempotencyHeader, query: z.object({ why: whySchema }) },
  responses: { 200: json(rolloutSchema, 'It is absent; its audit log stays'), ...refusals },
});

/** Rollouts that are in no file: made, and deleted when they are over. */
export function rolloutExistenceRoutes(app: OpenAPIHono<AdminEnv>, rollouts: Rollouts): void {
  const { controller } = rollouts;

  app.openapi(create, async (c) => {
    const { name, why, plan } = c.req.valid('json');
    const parsed = parseRollout(name, plan, rollouts.config());
    if (!parsed.ok) {
      const issues = parsed.issues.map(({ path, message }) => ({ path: inBody(path), message }));
      return c.json(invalid(issues), 400);
    }
    const by = c.get('key').name;
    const request = requestName(by, 'create', c.req.valid('header')['idempotency-key']);
    const answer = await controller.create(parsed.rollout, { by, why, request });
    if (!('refused' in answer)) return c.json(rolloutView(answer), 201);
    const status = statusOf(answer);
    return c.json(adminError(answer.refused, answer.message), status === 404 ? 409 : status);
  });

  app.openapi(remove, async (c) => {
    const { name } = c.req.valid('param');
    const { why } = c.req.valid('query');
    const by = c.get('key').name;
    const request = requestName(by, 'delete', c.req.valid('header')['idempotency-key']);
    const answer = await controller.remove(name, { by, why, request });
    if (!('refused' in answer)) return c.json(rolloutView(answer), 200);
    return c.json(adminError(answer.refused, answer.message), statusOf(answer));
  });
}

function inBody(path: string): string {
  if (path === 'name') return path;
  return path === '' ? 'plan' : `plan.${path}`;
}

function invalid(issues: readonly { readonly path: string; readonly message: string }[]): AdminError {
  const message = issues.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
  return { error: { code: 'invalid', message, issues: [...issues] } };
}
