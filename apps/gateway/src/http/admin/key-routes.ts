import { createRoute, z } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { KeyDesk, KeyMaker, KeyReasons } from '../../admission/key-desk.ts';
import { KeyError } from '../../key-error.ts';
import { mayDo } from './admin-auth.ts';
import type { AdminEnv } from './admin-env.ts';
import { adminError } from './admin-error.ts';
import { jsonContent, refusals } from './json-content.ts';
import {
  changedKeySchema,
  keyEventSchema,
  keyEventView,
  keySchema,
  keyView,
  whySchema,
  wishSchema,
} from './key-view.ts';

const MOST_EVENTS = 500;
const YEAR_SECONDS = 366 * 86_400;

const name = z.object({ name: z.string().openapi({ param: { name: 'name', in: 'path' } }) });
const headers = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .openapi({ description: 'Asked again by the same key, it is done once; a secret is not shown again.' }),
});
const body = <T extends z.ZodType>(schema: T, required: boolean) => ({
  content: { 'application/json': { schema } },
  required,
});

const rotateSchema = z.strictObject({
  why: whySchema,
  graceSeconds: z
    .number()
    .min(0)
    .max(YEAR_SECONDS)
    .default(0)
    .openapi({ description: 'How long the old secret stays good.' }),
});
const revokeSchema = z.strictObject({ why: whySchema });

const { 502: _unreachable, ...refused } = refusals;

const list = createRoute({
  method: 'get',
  path: '/keys',
  responses: {
    200: jsonContent(z.object({ keys: z.array(keySchema) }), 'All there are and were, by name'),
    401: refusals[401],
    503: refusals[503],
  },
});

const create = createRoute({
  method: 'post',
  path: '/keys',
  request: { headers, body: body(wishSchema, true) },
  responses: {
    ...refused,
    200: jsonContent(changedKeySchema, 'It was made before, by the same request'),
    201: jsonContent(changedKeySchema, 'Made; good at once here, and within seconds at other gateways'),
  },
});

const rotate = createRoute({
  method: 'post',
  path: '/keys/{name}/rotate',
  request: { params: name, headers, body: body(rotateSchema, false) },
  responses: { ...refused, 200: jsonContent(changedKeySchema, 'It has another secret') },
});

const revoke = createRoute({
  method: 'post',
  path: '/keys/{name}/revoke',
  request: { params: name, headers, body: body(revokeSchema, false) },
  responses: { ...refused, 200: jsonContent(z.object({ key: keySchema }), 'It is refused from now on, for good') },
});

const audit = createRoute({
  method: 'get',
  path: '/audit',
  request: {
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).openapi({ description: '`seq` of the last one known.' }),
      limit: z.coerce.number().int().min(1).max(MOST_EVENTS).default(100),
    }),
  },
  responses: {
    200: jsonContent(z.object({ events: z.array(keyEventSchema) }), 'Who changed which key, when and why; in order'),
    400: refusals[400],
    401: refusals[401],
    503: refusals[503],
  },
});

/** Keys of clients: shown to every role, changed by admins. */
export function keyRoutes(app: OpenAPIHono<AdminEnv>, desk: KeyDesk): void {
  app.use('/keys/*', async (c, next) => {
    const key = c.get('key');
    if (c.req.method === 'GET' || mayDo(key, 'admin')) return await next();
    return c.json(adminError('forbidden', `This needs the role admin; ${key.name} is ${key.role}.`), 403);
  });

  app.openapi(list, async (c) => {
    const keys = await asked(desk.list());
    return 'refused' in keys ? c.json(keys.refused, 503) : c.json({ keys: keys.value.map(keyView) }, 200);
  });

  app.openapi(create, async (c) => {
    const { why: reason, ...wish } = c.req.valid('json');
    const made = await asked(desk.create(makerOf(c), wish, { why: reason, request: requestOf(c) }));
    if ('refused' in made) return c.json(made.refused, made.status);
    const { key, secret } = made.value;
    return c.json({ key: keyView(key), secret }, secret === null ? 200 : 201);
  });

  app.openapi(rotate, async (c) => {
    const { why: reason, graceSeconds } = rotateSchema.parse(c.req.valid('json') ?? {});
    const reasons: KeyReasons = { why: reason, request: requestOf(c) };
    const changed = await asked(desk.rotate(makerOf(c), c.req.valid('param').name, graceSeconds * 1000, reasons));
    if ('refused' in changed) return c.json(changed.refused, changed.status);
    const { key, secret } = changed.value;
    return c.json({ key: keyView(key), secret }, 200);
  });

  app.openapi(revoke, async (c) => {
    const { why: reason } = revokeSchema.parse(c.req.valid('json') ?? {});
    const reasons: KeyReasons = { why: reason, request: requestOf(c) };
    const gone = await asked(desk.revoke(makerOf(c), c.req.valid('param').name, reasons));
    return 'refused' in gone ? c.json(gone.refused, gone.status) : c.json({ key: keyView(gone.value) }, 200);
  });

  app.openapi(audit, async (c) => {
    const { after, limit } = c.req.valid('query');
    const events = await asked(desk.events(after, limit));
    return 'refused' in events ? c.json(events.refused, 503) : c.json({ events: events.value.map(keyEventView) }, 200);
  });
}

function makerOf(c: Context<AdminEnv>): KeyMaker {
  const { name: by, client = null } = c.get('key');
  return { name: by, client };
}

function requestOf(c: Context<AdminEnv>): string | null {
  return c.req.header('idempotency-key') ?? null;
}

const statuses = { invalid: 400, forbidden: 403, unknown: 404, impossible: 409, moved: 409 } as const;

/** What came of it; whatever is no KeyError is a database that cannot be asked. */
async function asked<T>(answer: Promise<T>) {
  try {
    return { value: await answer };
  } catch (error) {
    if (error instanceof KeyError) {
      return { refused: adminError(error.reason, error.message), status: statuses[error.reason] };
    }
    const reason = error instanceof Error ? error.message : String(error);
    return {
      refused: adminError(
        'away',
        `The database cannot be asked just now: ${reason}. Under an Idempotency-Key it is safe to ask again.`,
      ),
      status: 503 as const,
    };
  }
}
