import { describe, expect, it } from 'vitest';
import { Brake } from './brake.ts';

describe('the brake', () => {
  it('is on while somebody pulls it or the file is there, and tells each change once', () => {
    let isThere = false;
    const told: (string | null)[] = [];
    const brake = new Brake(
      () => isThere,
      (pull) => told.push(pull?.by ?? null),
    );
    brake.look();
    brake.pull({ by: 'ada', why: 'smoke' });
    isThere = true;
    brake.look();
    brake.release();
    expect(brake.pulled).toEqual({ by: 'file', why: 'the brake file is there' });
    isThere = false;
    brake.look();
    brake.look();
    expect(brake.pulled).toBeNull();
    expect(told).toEqual(['ada', null]);
  });
});
