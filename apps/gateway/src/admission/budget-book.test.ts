import { beforeEach, describe, expect, it } from 'vitest';
import { periodStartMs } from '../metering/usage/calendar-period.ts';
import { BudgetBook } from './budget-book.ts';
import type { BudgetCrossing } from './budget-book.ts';
import { testBudgets, testKey } from './testing/test-keys.ts';
import type { TestBudgets } from './testing/test-keys.ts';

const hour = 3_600_000;
let nowMs: number;
let warned: BudgetCrossing[];
let book: BudgetBook;

beforeEach(() => {
  nowMs = Date.UTC(2026, 10, 30, 22);
  warned = [];
  book = new BudgetBook(
    () => nowMs,
    (crossing) => warned.push(crossing),
  );
});

const keyOf = (budgets: TestBudgets) => testKey('team', 's', { budgets: testBudgets(budgets) });

describe('BudgetBook', () => {
  it('refuses a key that has used its tokens of the day, until the next one', () => {
    const key = keyOf({ dayTokens: { hard: 100 } });
    book.charge(key, { tokens: 99, costNanos: 0 });
    book.admit(key);
    book.charge(key, { tokens: 50, costNanos: 0 });
    expect(() => book.admit(key)).toThrow(
      expect.objectContaining({
        code: 'budget_exceeded',
        status: 402,
        message: 'The key "team" has used its 100 tokens of this day (UTC).',
      }),
    );
    nowMs += 2 * hour - 1;
    expect(() => book.admit(key)).toThrow();
    nowMs += 1;
    book.admit(key);
  });

  it('counts the month beside the day', () => {
    const key = keyOf({ dayTokens: { hard: 100 }, monthTokens: { hard: 120 } });
    nowMs = Date.UTC(2026, 10, 28, 12);
    book.charge(key, { tokens: 90, costNanos: 0 });
    nowMs += 24 * hour;
    book.charge(key, { tokens: 90, costNanos: 0 });
    expect(() => book.admit(key)).toThrow('has used its 120 tokens of this month (UTC)');
    nowMs = Date.UTC(2026, 11, 1);
    book.admit(key);
  });

  it('counts cost in the currency of the prices', () => {
    const key = keyOf({ dayCost: { hard: 0.5 } });
    book.charge(key, { tokens: 0, costNanos: 0.5e9 - 1 });
    book.admit(key);
    book.charge(key, { tokens: 0, costNanos: 1 });
    expect(() => book.admit(key)).toThrow('has used its budget of 0.5 of this day');
  });

  it('warns of a soft limit once, when it is passed, and refuses nothing', () => {
    const key = keyOf({ dayTokens: { soft: 80 } });
    for (let n = 0; n < 5; n += 1) book.charge(key, { tokens: 30, costNanos: 0 });
    expect(warned).toEqual([{ key: 'team', period: 'day', unit: 'tokens', limit: 80 }]);
    book.admit(key);
    nowMs += 24 * hour;
    book.charge(key, { tokens: 90, costNanos: 0 });
    expect(warned).toHaveLength(2);
  });

  it('refuses everything at a limit of 0', () => {
    expect(() => book.admit(keyOf({ dayTokens: { hard: 0 } }))).toThrow('its 0 tokens');
  });

  it('takes the sum of the ledger where that is more, and its own where it is not', () => {
    const key = keyOf({ dayTokens: { hard: 100 } });
    const stored = (tokens: number) =>
      ({ key: 'team', period: 'day', startMs: periodStartMs('day', nowMs), tokens, costNanos: 0 }) as const;
    book.learn([stored(60)]);
    expect(book.usedRatio(key, 'day', 'tokens')).toBe(0.6);
    book.charge(key, { tokens: 30, costNanos: 0 });
    book.learn([stored(70)]);
    expect(book.usedRatio(key, 'day', 'tokens')).toBe(0.9);
    book.learn([stored(100)]);
    expect(() => book.admit(key)).toThrow();
  });

  it('remembers what was used when the clock is set back and put right', () => {
    const key = keyOf({ dayTokens: { hard: 100 } });
    book.charge(key, { tokens: 100, costNanos: 0 });
    nowMs -= 24 * hour;
    book.admit(key);
    nowMs += 24 * hour;
    expect(() => book.admit(key)).toThrow();
  });

  it('asks nothing where there is no key, or no limit', () => {
    book.admit(null);
    const key = keyOf({});
    book.charge(key, { tokens: 1e12, costNanos: 1e15 });
    book.admit(key);
    expect(book.usedRatio(key, 'day', 'tokens')).toBeNull();
  });
});
