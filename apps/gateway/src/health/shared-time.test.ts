import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedTime } from './shared-time.ts';

describe('SharedTime', () => {
  it('gives all of it to who is alone, and half of it to each of two', () => {
    const time = new SharedTime();
    const first = time.enter(1000);
    const second = time.enter(3000);
    expect(time.leave(5000) - first).toBe(3);
    expect(time.leave(9000) - second).toBe(5);
  });

  it('adds up to the time for which somebody was there', () => {
    const spans = fc.array(fc.tuple(fc.nat(1000), fc.integer({ min: 1, max: 500 })), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(spans, (visits) => {
        const time = new SharedTime();
        const events = visits
          .flatMap(([at, length], who) => [
            { at, who, enters: true },
            { at: at + length, who, enters: false },
          ])
          .sort((a, b) => a.at - b.at);
        const entered = new Map<number, number>();
        let [sum, busyMs, there, lastMs] = [0, 0, 0, 0];
        for (const { at, who, enters } of events) {
          if (there > 0) busyMs += at - lastMs;
          [there, lastMs] = [there + (enters ? 1 : -1), at];
          if (enters) entered.set(who, time.enter(at));
          else sum += time.leave(at) - (entered.get(who) ?? NaN);
        }
        expect(sum).toBeCloseTo(busyMs / 1000, 9);
      }),
    );
  });

  it('does not go back for a read that was told of late', () => {
    const time = new SharedTime();
    const entered = time.enter(1000);
    time.mark(2000);
    expect(time.mark(1500) - entered).toBe(1);
    expect(time.leave(2500) - entered).toBe(1.5);
  });
});
