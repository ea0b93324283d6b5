import type { ClientKey } from '@slipstream/config';
import type { Context } from 'hono';
import type { Authenticate } from '../admission/keyring.ts';
import type { GatewayEnv } from './generation-routes.ts';

/** Whose request it is; null where there are no keys. Throws GatewayError `unauthorized`. */
export function keyOf(c: Context<GatewayEnv>, authenticate: Authenticate): ClientKey | null {
  return authenticate(c.req.header('authorization'), c.env.exchange.remoteAddress);
}
