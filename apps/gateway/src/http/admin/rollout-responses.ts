import { z } from '@hono/zod-openapi';
import { adminErrorSchema } from './admin-error.ts';

export const nameParam = z.object({ name: z.string().openapi({ param: { name: 'name', in: 'path' } }) });

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { 'application/json': { schema } },
  description,
});

export const refusals = {
  401: json(adminErrorSchema, 'No key, or one that is not known'),
  403: json(adminErrorSchema, 'The key’s role does not allow it'),
  404: json(adminErrorSchema, 'There is no such rollout'),
  409: json(adminErrorSchema, 'Not possible where it is, or somebody was faster: says who'),
  503: json(adminErrorSchema, 'The store cannot be reached: nothing was decided'),
};

export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/)
    .optional()
    .openapi({ description: 'Asked again by the same key, it is decided once.' }),
});

/** Name of one request in the audit log: keys of two clients, and of two verbs, are never the same. */
export function requestName(by: string, verb: string, key: string | undefined): string | null {
  return key === undefined ? null : `${by}:${verb}:${key}`;
}
