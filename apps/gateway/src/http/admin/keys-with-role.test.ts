import { describe, expect, it } from 'vitest';
import { testKey } from '../../admission/testing/test-keys.ts';
import { keysWithRole } from './keys-with-role.ts';

describe('keysWithRole', () => {
  const operator = testKey('ada', 'secret', { role: 'operator' });

  it('lets in those that were given a role, and nobody else', () => {
    const keys = new Map([
      ['ada', operator],
      ['team', testKey('team', 'other')],
    ]);
    expect(keysWithRole(keys, 0)).toEqual([
      { name: 'ada', role: 'operator', secretHash: operator.secretHash, client: operator },
    ]);
    expect(keysWithRole(null, 0)).toEqual([]);
  });

  it('takes a secret that was replaced for as long as it is good', () => {
    const rotated = { ...operator, previous: { secretHash: 'old', untilMs: 1000 } };
    const hashes = (wallMs: number) => keysWithRole(new Map([['ada', rotated]]), wallMs).map((key) => key.secretHash);
    expect(hashes(999)).toEqual([operator.secretHash, 'old']);
    expect(hashes(1000)).toEqual([operator.secretHash]);
  });
});
