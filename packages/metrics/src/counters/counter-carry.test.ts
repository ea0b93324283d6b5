import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterCarry } from './counter-carry.ts';
import { CounterGroupCarry } from './counter-group-carry.ts';

describe('CounterCarry', () => {
  it('takes the first reading for the baseline, since what came before is not ours', () => {
    const carry = new CounterCarry();
    expect(carry.update(1000)).toEqual({ increase: 0, reset: false });
    expect(carry.update(1010)).toEqual({ increase: 10, reset: false });
    expect(carry.total).toBe(10);
  });

  it('counts the first reading where the engine was seen to start', () => {
    expect(new CounterCarry({ fromZero: true }).update(7)).toEqual({ increase: 7, reset: false });
  });

  it('takes all of a value that fell for new', () => {
    const carry = new CounterCarry();
    carry.update(100);
    expect(carry.update(30)).toEqual({ increase: 30, reset: true });
    expect(carry.update(30)).toEqual({ increase: 0, reset: false });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('takes %d for no reading', (garbled) => {
    const carry = new CounterCarry();
    carry.update(100);
    expect(carry.update(garbled)).toEqual({ increase: 0, reset: false });
    expect(carry.update(105).increase).toBe(5);
  });

  it('never goes back and never loses what was read between restarts', () => {
    const lives = fc.array(fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(lives, (increments) => {
        const carry = new CounterCarry({ fromZero: true });
        let lowest = 0;
        for (const life of increments) {
          // A restart at 0 is read, so every life begins with a fall that can be seen.
          const before = carry.total;
          carry.update(0);
          let value = 0;
          for (const increment of life) carry.update((value += increment));
          expect(carry.total).toBe(before + value);
          expect(carry.total).toBeGreaterThanOrEqual(lowest);
          lowest = carry.total;
        }
      }),
    );
  });
});

describe('CounterGroupCarry', () => {
  it('resets all when one fell, also those that have counted past their last value', () => {
    const carry = new CounterGroupCarry<'accepted' | 'steps'>();
    carry.update({ accepted: 5, steps: 100 });
    expect(carry.update({ accepted: 7, steps: 50 })).toEqual({ increases: { accepted: 7, steps: 50 }, reset: true });
  });

  it('takes the first reading for the baseline, and then counts', () => {
    const carry = new CounterGroupCarry<'steps'>();
    expect(carry.update({ steps: 100 })).toEqual({ increases: { steps: 0 }, reset: false });
    expect(carry.update({ steps: 104 })).toEqual({ increases: { steps: 4 }, reset: false });
  });

  it('counts the first reading from zero where asked', () => {
    const carry = new CounterGroupCarry<'steps'>({ fromZero: true });
    expect(carry.update({ steps: 100 })).toEqual({ increases: { steps: 100 }, reset: false });
  });

  it('leaves unknown what the engine does not count', () => {
    const carry = new CounterGroupCarry<'steps' | 'requests'>();
    carry.update({ steps: 1, requests: null });
    expect(carry.update({ steps: 3, requests: null })).toEqual({
      increases: { steps: 2, requests: null },
      reset: false,
    });
  });

  it('drops a garbled reading whole', () => {
    const carry = new CounterGroupCarry<'accepted' | 'steps'>();
    carry.update({ accepted: 5, steps: 100 });
    const dropped = carry.update({ accepted: Number.NaN, steps: 0 });
    expect(dropped).toEqual({ increases: { accepted: 0, steps: 0 }, reset: false });
    expect(carry.update({ accepted: 6, steps: 103 }).increases).toEqual({ accepted: 1, steps: 3 });
  });
});
