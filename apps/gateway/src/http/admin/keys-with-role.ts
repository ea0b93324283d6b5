import type { ClientKey } from '@slipstream/config';
import type { AdminCaller } from './admin-caller.ts';

/** Keys of clients that may use the admin API, too: those that were given a role. A secret that was replaced is good for its grace. */
export function keysWithRole(keys: ReadonlyMap<string, ClientKey> | null, wallMs: number): readonly AdminCaller[] {
  return [...(keys?.values() ?? [])].flatMap((client) => {
    const { name, role, secretHash, previous } = client;
    if (role === null) return [];
    const own = { name, role, secretHash, client };
    return previous !== null && wallMs < previous.untilMs ? [own, { ...own, secretHash: previous.secretHash }] : [own];
  });
}
