import type { AdminKey, ClientKey } from '@slipstream/config';

/** Keys of clients that may use the admin API, too: those that were given a role. A secret that was replaced is good for its grace. */
export function keysWithRole(keys: ReadonlyMap<string, ClientKey> | null, wallMs: number): readonly AdminKey[] {
  return [...(keys?.values() ?? [])].flatMap(({ name, role, secretHash, previous }) => {
    if (role === null) return [];
    const own = { name, role, secretHash };
    return previous !== null && wallMs < previous.untilMs ? [own, { ...own, secretHash: previous.secretHash }] : [own];
  });
}
