import { hash, timingSafeEqual } from 'node:crypto';
import type { AdminKey, AdminRole } from '@slipstream/config';
import type { AdminCaller } from './admin-caller.ts';

/** Who asks; null: nobody that is known. */
export type AuthenticateAdmin = (authorization: string | undefined) => AdminCaller | null;

const ranks: Readonly<Record<AdminRole, number>> = { viewer: 0, operator: 1, admin: 2 };

/** By `Authorization: Bearer …`. All keys are compared, each by its hash and in the same time: there are few of them. */
export function createAuthenticateAdmin(keys: () => readonly AdminCaller[]): AuthenticateAdmin {
  return (authorization) => {
    const secret = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
    if (secret === undefined) return null;
    const sent = hash('sha256', secret, 'buffer');
    const found = keys().filter((key) => timingSafeEqual(sent, Buffer.from(key.secretHash, 'hex')));
    return found[0] ?? null;
  };
}

export function mayDo({ role }: AdminKey, needed: AdminRole): boolean {
  return ranks[role] >= ranks[needed];
}
