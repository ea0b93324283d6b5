import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

describe('RetryBudget', () => {
  it('never lets more second tries through in a window than its share and its floor', () => {
    const rules = fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      floor: fc.nat(5),
      windowMs: fc.constant(1000),
    });
    const step = fc.record({ stepMs: fc.nat(120), isTry: fc.boolean() });
    fc.assert(
      fc.property(rules, fc.array(step, { maxLength: 200 }), (rule, steps) => {
        const budget = new RetryBudget(rule);
        const [requests, tries]: [number[], number[]] = [[], []];
        let nowMs = 0;
        for (const { stepMs, isTry } of steps) {
          nowMs += stepMs;
          if (!isTry) {
            budget.deposit(nowMs);
            requests.push(nowMs);
            continue;
          }
          const oldest = Math.floor(nowMs / 100) - 9;
          const inside = (atMs: number): boolean => Math.floor(atMs / 100) >= oldest;
          const allowed = rule.floor + rule.share * requests.filter(inside).length;
          const granted = budget.withdraw(nowMs);
          expect(granted).toBe(tries.filter(inside).length + 1 <= allowed);
          if (granted) tries.push(nowMs);
        }
      }),
    );
  });

  it('lets a quiet variant retry, and a fleet that is down at a fifth of its traffic', () => {
    const budget = new RetryBudget({ share: 0.2, floor: 10, windowMs: 10_000 });
    expect(Array.from({ length: 12 }, () => budget.withdraw(0)).filter(Boolean)).toHaveLength(10);
    let granted = 0;
    for (let at = 20_000; at < 30_000; at += 10) {
      budget.deposit(at);
      if (budget.withdraw(at)) granted += 1;
    }
    expect(granted).toBe(10 + 0.2 * 1000);
  });

  it('without share and floor grants nothing', () => {
    const budget = new RetryBudget({ share: 0, floor: 0, windowMs: 1000 });
    budget.deposit(0);
    expect(budget.withdraw(0)).toBe(false);
  });
});
