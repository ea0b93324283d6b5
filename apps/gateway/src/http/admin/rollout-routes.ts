import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { RolloutController } from '../../rollout/controller.ts';
import { adminError, statusOf } from './admin-error.ts';
import type { AdminError } from './admin-error.ts';
import type { AdminEnv } from './admin-env.ts';
import { mayDo } from './admin-auth.ts';
import { idempotencyHeader, json, nameParam, refusals, requestName } from './rollout-responses.ts';
import { eventSchema, eventView, phaseSchema, rolloutSchema, rolloutView } from './rollout-view.ts';

const verbSchema = z.enum(['start', 'pause', 'resume', 'promote', 'abort', 'retry', 'undo']);

const commandSchema = z
  .strictObject({
    why: z.string().max(500).default('').openapi({ description: 'For the audit log.' }),
    full: z.boolean().default(false).openapi({ description: 'Of promote: without a proof. Needs the role admin.' }),
    expected: z
      .strictObject({ phase: phaseSchema.optional(), step: z.int().min(1).optional(), revision: z.int().optional() })
      .nullable()
      .default(null)
      .openapi({ description: 'What it is believed to be at; where it is not, nothing is done (409).' }),
  })
  .openapi('Command');

const list = createRoute({
  method: 'get',
  path: '/rollouts',
  responses: { 200: json(z.object({ rollouts: z.array(rolloutSchema) }), 'All of them'), 401: refusals[401] },
});

const one = createRoute({
  method: 'get',
  path: '/rollouts/{name}',
  request: { params: nameParam },
  responses: { 200: json(rolloutSchema, 'Where it stands'), 401: refusals[401], 404: refusals[404] },
});

const log = createRoute({
  method: 'get',
  path: '/rollouts/{name}/events',
  request: { params: nameParam, query: z.object({ after: z.coerce.number().int().min(0).default(0) }) },
  responses: {
    200: json(z.object({ events: z.array(eventSchema) }), 'The audit log, in order'),
    401: refusals[401],
    404: refusals[404],
    503: refusals[503],
  },
});

const commandRoute = createRoute({
  method: 'post',
  path: '/rollouts/{name}/{verb}',
  request: {
    params: nameParam.extend({ verb: verbSchema.openapi({ param: { name: 'verb', in: 'path' } }) }),
    headers: idempotencyHeader,
    body: { content: { 'application/json': { schema: commandSchema } }, required: false },
  },
  responses: { 200: json(rolloutSchema, 'Where it stands now'), ...refusals },
});

/** Looking at rollouts, and leading them. */
export function rolloutRoutes(app: OpenAPIHono<AdminEnv>, controller: RolloutController): void {
  app.openapi(list, (c) => c.json({ rollouts: controller.rollouts().map(rolloutView) }, 200));

  app.openapi(one, (c) => {
    const found = controller.rollout(c.req.valid('param').name);
    return found === null ? c.json(unknown(c, controller), 404) : c.json(rolloutView(found), 200);
  });

  app.openapi(log, async (c) => {
    const { name } = c.req.valid('param');
    const { after } = c.req.valid('query');
    try {
      const events = await controller.events(name, after);
      // The log of what is deleted stays readable.
      const isKnown = controller.rollout(name) !== null || events.length > 0;
      if (!isKnown) return c.json(unknown(c, controller), 404);
      return c.json({ events: events.map(eventView) }, 200);
    } catch (error) {
      return c.json(adminError('away', `The audit log cannot be reached: ${String(error)}`), 503);
    }
  });

  app.openapi(commandRoute, async (c) => {
    const { name, verb } = c.req.valid('param');
    const { why, full, expected } = commandSchema.parse(c.req.valid('json') ?? {});
    const key = c.get('key');
    if (full && !mayDo(key, 'admin')) {
      return c.json(
        adminError('forbidden', `A promotion without a proof needs the role admin; ${key.name} is ${key.role}.`),
        403,
      );
    }
    const request = requestName(key.name, verb, c.req.valid('header')['idempotency-key']);
    const at =
      expected === null ? null : { ...expected, step: expected.step === undefined ? undefined : expected.step - 1 };
    const answer = await controller.ask(name, { verb, full, why, by: key.name, request, expected: at });
    if (!('refused' in answer)) return c.json(rolloutView(answer), 200);
    const body = adminError(answer.refused, answer.message);
    return c.json(answer.refused === 'moved' ? await withMover(body, controller, name) : body, statusOf(answer));
  });
}

function unknown(c: Context, controller: RolloutController): AdminError {
  const names = controller.rollouts().map(({ state }) => state.plan.name);
  const known = names.length === 0 ? 'there are none' : `rollouts: ${names.join(', ')}`;
  return adminError('unknown', `There is no rollout ${JSON.stringify(c.req.param('name'))}; ${known}.`);
}

/** Who moved it: what was decided last. */
async function withMover(body: AdminError, controller: RolloutController, name: string): Promise<AdminError> {
  const revision = controller.rollout(name)?.state.revision ?? 0;
  const [last] = await controller.events(name, revision - 1).catch(() => []);
  if (last === undefined) return body;
  const { by, why } = last;
  return {
    error: { ...body.error, message: `${body.error.message} Moved by ${by}: ${why}`, movedBy: { by, why, revision } },
  };
}
