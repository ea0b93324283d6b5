import { roles } from '@slipstream/config';
import type { ClientKey, Role } from '@slipstream/config';
import { GatewayError } from '../errors.ts';

/**
 * Lets past who has this role, or one that may more. Null: a gateway without keys, which serves its own machine only.
 * @throws GatewayError `role_not_allowed`.
 */
export function requireRole(key: ClientKey | null, needed: Role): void {
  if (key === null) return;
  if (key.role !== null && roles.indexOf(key.role) >= roles.indexOf(needed)) return;
  const has = key.role === null ? 'no role' : `the role ${key.role}`;
  throw new GatewayError('role_not_allowed', `The key "${key.name}" has ${has}; this takes the role ${needed}.`);
}
