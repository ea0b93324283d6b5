import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moreThan } from './more-than.ts';
import { testBudgets, testKey } from './testing/test-keys.ts';

const rates = (amount: number, windowSeconds: number) => ({ requests: { amount, windowSeconds }, tokens: null });

const own = testKey('own', 'x', {
  models: new Set(['a', 'b']),
  rates: rates(600, 60),
  budgets: testBudgets({ dayTokens: { soft: 5, hard: 10 } }),
});

describe('moreThan', () => {
  it('finds nothing in a key that may the same, or less', () => {
    expect(moreThan(own, own)).toBeNull();
    const less = testKey('less', 'x', {
      models: new Set(['b']),
      rates: rates(10, 1),
      budgets: testBudgets({ dayTokens: { hard: 10 }, monthTokens: { hard: 1 } }),
    });
    expect(moreThan(own, less)).toBeNull();
    expect(moreThan(testKey('all', 'x', { allowForced: true }), own)).toBeNull();
  });

  it.each([
    [{ models: null }, 'may use all models'],
    [{ models: new Set(['a', 'c']) }, 'may use c'],
    [{ allowForced: true }, 'may choose a variant'],
    [{ rates: { requests: null, tokens: null } }, 'has a higher rate of requests, or none'],
    [{ rates: rates(601, 60) }, 'has a higher rate of requests, or none'],
    // The same in an hour, and sixty times as much in a minute.
    [{ rates: rates(36_000, 3600) }, 'has a higher rate of requests, or none'],
    [{ budgets: testBudgets({}) }, 'has a larger budget of tokens per day, or none'],
    [{ budgets: testBudgets({ dayTokens: { soft: 10, hard: 11 } }) }, 'has a larger budget of tokens per day, or none'],
  ])('finds what is more in %j', (over, found) => {
    expect(moreThan(own, { ...own, ...over })).toBe(found);
  });

  it('lets no rate through that could give more in a window of the maker’s', () => {
    const windows = fc.constantFrom(1, 60, 3600, 86_400);
    const rate = fc.tuple(fc.integer({ min: 1, max: 10_000 }), windows);
    fc.assert(
      fc.property(rate, rate, ([amount, seconds], [other, otherSeconds]) => {
        const found = moreThan(
          { ...own, rates: rates(amount, seconds) },
          { ...own, rates: rates(other, otherSeconds) },
        );
        const usable = other * (otherSeconds >= seconds ? 1 : seconds / otherSeconds);
        expect(found === null).toBe(usable <= amount);
      }),
    );
  });
});
