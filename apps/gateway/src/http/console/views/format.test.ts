import { describe, expect, it } from 'vitest';
import { count, duration, eValue, percent, range, ratio } from './format.ts';

describe('figures in words', () => {
  it('tell 0 from unknown', () => {
    expect([count(0), duration(0), percent(0), ratio(0), eValue(0)]).toEqual(['0', '0.00 ms', '0 %', '0.00', '0']);
    expect([count(null), duration(null), percent(null), ratio(null), eValue(null)]).toEqual(Array(5).fill('–'));
    expect(range(null)).toBe('');
  });

  it('tell an interval from few requests in few digits', () => {
    expect(range({ lower: 0, estimate: 0.5, upper: 559_586.64 })).toBe('0.00 – 560K');
  });

  it.each([
    [0.42, '0.42 ms'],
    [18.43, '18.4 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [12_340, '12.3 s'],
  ])('tell %d ms as %s', (ms, words) => expect(duration(ms)).toBe(words));

  it.each([
    [0.004, '0.4 %'],
    [0.0996, '10 %'],
    [0.25, '25 %'],
    [1, '100 %'],
  ])('tell a share of %d as %s', (share, words) => expect(percent(share)).toBe(words));
});
