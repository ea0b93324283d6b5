import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonNumber } from './python-number.ts';

describe('pythonNumber', () => {
  it.each([
    [0, '0.0'],
    [7, '7.0'],
    [0.25, '0.25'],
    [999_999, '999999.0'],
    [1_000_000, '1e+06'],
    [1_234_567, '1.234567e+06'],
    [1_724_155_200.5, '1.7241552005e+09'],
    [0.00001, '1e-05'],
    [1e22, '1e+22'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NaN, 'NaN'],
  ])('%d is %s', (value, text) => {
    expect(pythonNumber(value)).toBe(text);
  });

  it('reads back the same, whatever the number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.nat(), fc.maxSafeNat(), fc.double({ noNaN: true, noDefaultInfinity: true })), (value) => {
        expect(Number(pythonNumber(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
