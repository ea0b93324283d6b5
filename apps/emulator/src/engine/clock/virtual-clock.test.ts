import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

describe('the virtual clock', () => {
  it('runs what is due in order of time, then of scheduling, at its own time', () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const note = (name: string) => (): void => void seen.push(`${name}@${clock.now()}`);
    clock.at(20, note('c'));
    clock.at(10, note('a'));
    clock.at(10, note('b'));
    clock.runAll();
    expect(seen).toEqual(['a@10', 'b@10', 'c@20']);
  });

  it('stops where it is told to, with what became due on the way done', () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    const tick = (): void => {
      seen.push(clock.now());
      clock.at(clock.now() + 10, tick);
    };
    clock.at(0, tick);
    clock.runUntil(25);
    expect(seen).toEqual([0, 10, 20]);
    expect(clock.now()).toBe(25);
  });

  it('never goes back: what is scheduled in the past runs now', () => {
    const clock = new VirtualClock();
    clock.runUntil(50);
    let at = 0;
    clock.at(10, () => (at = clock.now()));
    clock.runAll();
    expect(at).toBe(50);
  });

  it('runs nothing that was called off, and calling off twice does no harm', () => {
    const clock = new VirtualClock();
    let runs = 0;
    const cancel = clock.at(10, () => (runs += 1));
    clock.at(10, () => (runs += 10));
    cancel();
    cancel();
    clock.runAll();
    expect(runs).toBe(10);
  });
});
