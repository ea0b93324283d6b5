import type { MiddlewareHandler } from 'hono';
import type { AdminEnv } from './admin-env.ts';
import { adminError } from './admin-error.ts';

/** A wish is a few lines. */
const MOST_BYTES = 64 * 1024;

/** Refuses what would have to be read to know that it is too long: a body's length is told in front of it. */
export const smallBodies: MiddlewareHandler<AdminEnv> = async (c, next) => {
  if (c.req.header('transfer-encoding') !== undefined) {
    return c.json(adminError('invalid', 'Send the body with its length (Content-Length).'), 411);
  }
  if (Number(c.req.header('content-length') ?? 0) > MOST_BYTES) {
    return c.json(adminError('invalid', `The body is larger than ${MOST_BYTES} bytes.`), 413);
  }
  return await next();
};
