import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cppNumber } from './cpp-number.ts';

describe('cppNumber', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [12.5, '12.5'],
    [999_999, '999999'],
    [1_000_000, '1e+06'],
    [1_234_567, '1.23457e+06'],
    [1_423_152, '1.42315e+06'],
    [12_345_678, '1.23457e+07'],
    [0.379305, '0.379305'],
    [123.4567, '123.457'],
    [0.0001, '0.0001'],
    [0.00001234, '1.234e-05'],
    [999_999.6, '1e+06'],
    [-2.5, '-2.5'],
  ])('prints %d as %s', (value, text) => {
    expect(cppNumber(value)).toBe(text);
  });

  it('keeps six significant digits of anything', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (value) => {
        const read = Number(cppNumber(value));
        expect(Math.abs(read / value - 1)).toBeLessThanOrEqual(5.0001e-6);
        expect(cppNumber(read)).toBe(cppNumber(value));
      }),
    );
  });

  it('is exact for whole numbers below a million', () => {
    fc.assert(
      fc.property(fc.nat(999_999), (value) => {
        expect(cppNumber(value)).toBe(String(value));
      }),
    );
  });
});
