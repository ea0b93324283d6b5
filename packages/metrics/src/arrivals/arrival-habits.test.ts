import { describe, expect, it } from 'vitest';
import { ArrivalHabits } from './arrival-habits.ts';

const answer = { reads: 100, stalled: 30, late: 0, merged: 10 };

describe('ArrivalHabits', () => {
  it('assumes little before anything was seen', () => {
    expect(new ArrivalHabits().shares).toEqual({ stalled: 0.05, late: 0.1, merged: 0.02 });
  });

  it('comes to the shares that answers show', () => {
    const habits = new ArrivalHabits();
    for (let index = 0; index < 50; index += 1) habits.learn(answer);
    expect(habits.shares.stalled).toBeCloseTo(0.3, 2);
    expect(habits.shares.late).toBeCloseTo(0, 2);
    expect(habits.shares.merged).toBeCloseTo(0.1, 2);
  });

  it('forgets: what was so long ago is no habit any more', () => {
    const habits = new ArrivalHabits();
    for (let index = 0; index < 50; index += 1) habits.learn(answer);
    for (let index = 0; index < 200; index += 1) habits.learn({ ...answer, stalled: 0 });
    expect(habits.shares.stalled).toBeLessThan(0.01);
  });

  it('lets an answer that is an exception be one, however much was seen before', () => {
    const habits = new ArrivalHabits();
    for (let index = 0; index < 500; index += 1) habits.learn({ ...answer, stalled: 0 });
    const { stalled } = habits.sharesGiven({ ...answer, stalled: 100 });
    expect(stalled).toBeCloseTo(100 / 400, 2);
  });

  it('takes one answer nearly at its word when nothing else is known', () => {
    expect(new ArrivalHabits().sharesGiven(answer).stalled).toBeCloseTo(30 / 104, 2);
  });
});
