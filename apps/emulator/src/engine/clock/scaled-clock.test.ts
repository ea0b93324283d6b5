import { describe, expect, it } from 'vitest';
import { createScaledClock, type HostTime } from './scaled-clock.ts';

/** A host whose time passes by hand, so that a late one can be played. Callbacks wait in `pending` until they are run. */
class HandHost implements HostTime {
  nowMs = 1_000;
  readonly pending: { readonly kind: 'after' | 'soon'; readonly dueMs: number; readonly run: () => void }[] = [];

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#wait('after', this.nowMs + delayMs, run);
  }

  soon(run: () => void): () => void {
    return this.#wait('soon', this.nowMs, run);
  }

  /** Moves to the given time and runs the one callback that waits, if it is due. */
  wake(nowMs: number): boolean {
    this.nowMs = nowMs;
    const index = this.pending.findIndex((entry) => entry.dueMs <= nowMs);
    if (index < 0) return false;
    this.pending.splice(index, 1)[0]!.run();
    return true;
  }

  #wait(kind: 'after' | 'soon', dueMs: number, run: () => void): () => void {
    const entry = { kind, dueMs, run };
    this.pending.push(entry);
    return () => {
      const index = this.pending.indexOf(entry);
      if (index >= 0) this.pending.splice(index, 1);
    };
  }
}

describe('the scaled clock', () => {
  it('counts engine time from its making, faster by its scale', () => {
    const host = new HandHost();
    const clock = createScaledClock(host, 4);
    host.nowMs += 25;
    expect(clock.now()).toBe(100);
  });

  it('runs nothing early, even when the timer of the host does', () => {
    const host = new HandHost();
    const clock = createScaledClock(host, 1);
    let ran = false;
    clock.at(10.4, () => (ran = true));
    expect(host.pending).toMatchObject([{ kind: 'after', dueMs: 1_011 }]);
    const early = host.pending.shift()!;
    host.nowMs = 1_010.2;
    early.run();
    expect(ran).toBe(false);
    expect(host.wake(1_011.2)).toBe(true);
    expect(ran).toBe(true);
  });

  it('catches up one by one, with a turn of the event loop between what is due', () => {
    const host = new HandHost();
    const clock = createScaledClock(host, 1);
    const seen: number[] = [];
    const tick = (atMs: number): void =>
      void clock.at(atMs, () => {
        seen.push(atMs);
        if (atMs < 50) tick(atMs + 10);
      });
    tick(10);
    expect(host.wake(1_035)).toBe(true);
    expect(seen).toEqual([10]);
    expect(host.pending).toMatchObject([{ kind: 'soon' }]);
    host.wake(1_035);
    host.wake(1_035);
    expect(seen).toEqual([10, 20, 30]);
    expect(host.pending).toMatchObject([{ kind: 'after', dueMs: 1_040 }]);
  });

  it('keeps one timer at the host, for whatever comes first', () => {
    const host = new HandHost();
    const clock = createScaledClock(host, 1);
    const seen: string[] = [];
    clock.at(100, () => seen.push('late'));
    clock.at(10, () => seen.push('early'));
    expect(host.pending).toHaveLength(1);
    host.wake(1_010);
    host.wake(1_100);
    expect(seen).toEqual(['early', 'late']);
  });

  it('goes on after something that it ran has thrown', () => {
    const host = new HandHost();
    const clock = createScaledClock(host, 1);
    let ran = false;
    clock.at(10, () => {
      throw new Error('a sink failed');
    });
    clock.at(20, () => (ran = true));
    expect(() => host.wake(1_010)).toThrow('a sink failed');
    host.wake(1_020);
    expect(ran).toBe(true);
  });

  it('refuses a scale that is not above 0', () => {
    expect(() => createScaledClock(new HandHost(), 0)).toThrow(RangeError);
    expect(() => createScaledClock(new HandHost(), Number.NaN)).toThrow(RangeError);
  });
});
