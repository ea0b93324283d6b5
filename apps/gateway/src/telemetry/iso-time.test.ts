import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsoTime } from './iso-time.ts';

describe('IsoTime', () => {
  it('writes what a Date writes, however time goes', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: -5, max: 1500 }), fc.double({ min: 0, max: 2000, noNaN: true })));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), steps, (startMs, moves) => {
        const times = new IsoTime();
        let atMs = startMs;
        for (const move of [0, ...moves]) {
          atMs = Math.max(0, atMs + move);
          expect(times.text(atMs)).toBe(new Date(Math.floor(atMs)).toISOString());
        }
      }),
    );
  });
});
