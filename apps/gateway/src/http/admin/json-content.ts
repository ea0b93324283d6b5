import type { z } from '@hono/zod-openapi';
import { adminErrorSchema } from './admin-error.ts';

/** An answer in JSON, for a route's description. */
export function jsonContent<T extends z.ZodType>(schema: T, description: string) {
  return { content: { 'application/json': { schema } }, description };
}

/** How a route may refuse, for its description: those of the statuses that it can answer with. */
export const refusals = {
  400: jsonContent(adminErrorSchema, 'What was sent is not as described; says where'),
  401: jsonContent(adminErrorSchema, 'No key, or one that is not known'),
  403: jsonContent(adminErrorSchema, 'The key may not do it'),
  404: jsonContent(adminErrorSchema, 'There is no such thing'),
  409: jsonContent(adminErrorSchema, 'Not possible as things are; says why'),
  502: jsonContent(adminErrorSchema, 'The server did not let itself be examined; says why'),
  503: jsonContent(
    adminErrorSchema,
    'The database cannot be asked just now; under an Idempotency-Key it is safe to ask again',
  ),
};
