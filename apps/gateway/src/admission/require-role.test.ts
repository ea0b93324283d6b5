import { roles } from '@slipstream/config';
import type { Role } from '@slipstream/config';
import { expect, it } from 'vitest';
import { requireRole } from './require-role.ts';
import { testKey } from './testing/test-keys.ts';

const pairs = roles.flatMap((has, rank) => roles.map((needed, wanted) => ({ has, needed, may: rank >= wanted })));

function attempt(has: Role, needed: Role): void {
  requireRole(testKey('team', 's', { role: has }), needed);
}

it.each(pairs.filter(({ may }) => may))('lets $has past for $needed', ({ has, needed }) => {
  expect(() => attempt(has, needed)).not.toThrow();
});

it.each(pairs.filter(({ may }) => !may))('keeps $has from what takes $needed', ({ has, needed }) => {
  expect(() => attempt(has, needed)).toThrow(`has the role ${has}; this takes the role ${needed}`);
});

it('keeps out a key without a role, and lets this machine be where there are no keys', () => {
  expect(() => requireRole(testKey('team', 's'), 'viewer')).toThrow(
    expect.objectContaining({ code: 'role_not_allowed', status: 403 }),
  );
  expect(() => requireRole(null, 'admin')).not.toThrow();
});
