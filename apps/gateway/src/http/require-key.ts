import type { MiddlewareHandler } from 'hono';
import type { Authenticate } from '../admission/keyring.ts';
import type { GatewayEnv } from './generation-routes.ts';

/** Lets nobody past without a key, where the configuration has any; whose it is stands in `key`. */
export function requireKey(authenticate: Authenticate): MiddlewareHandler<GatewayEnv> {
  return async function requireKeyFirst(c, next) {
    c.set('key', authenticate(c.req.header('authorization')));
    await next();
  };
}
