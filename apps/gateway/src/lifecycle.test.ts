import { describe, expect, it } from 'vitest';
import type { GatewayError } from './errors.ts';
import { Lifecycle } from './lifecycle.ts';
import { ManualTime } from './testing/manual-time.ts';

describe('Lifecycle', () => {
  it('is over at once when nothing is under way', async () => {
    const lifecycle = new Lifecycle(new ManualTime());
    expect(lifecycle.state).toBe('ready');
    expect(await lifecycle.drain(30_000)).toBe(0);
    expect(lifecycle.state).toBe('stopped');
  });

  it('lets work finish within the grace period and cuts nothing', async () => {
    const time = new ManualTime();
    const lifecycle = new Lifecycle(time);
    const cut: GatewayError[] = [];
    const leave = [lifecycle.enter((error) => cut.push(error)), lifecycle.enter((error) => cut.push(error))];
    const drained = lifecycle.drain(30_000);
    expect(lifecycle.draining).toBe(true);
    for (const one of leave) one();
    expect(await drained).toBe(0);
    expect(cut).toEqual([]);
    expect(time.alive).toBe(0);
  });

  it('cuts what is left when the grace period ends, each request once', async () => {
    const time = new ManualTime();
    const lifecycle = new Lifecycle(time);
    const cut: string[] = [];
    const leave = lifecycle.enter((error) => {
      cut.push(error.code);
      leave();
    });
    const drained = lifecycle.drain(30_000);
    time.advance(30_000);
    expect(await drained).toBe(1);
    expect(cut).toEqual(['draining']);
    expect(lifecycle.underWay).toBe(0);
  });

  it('does not wait for ever for a request that cannot be cut', async () => {
    const time = new ManualTime();
    const lifecycle = new Lifecycle(time);
    let cuts = 0;
    lifecycle.enter(() => {
      cuts += 1;
    });
    const drained = lifecycle.drain(100);
    time.advance(100);
    await Promise.resolve();
    await Promise.resolve();
    time.advance(10_000);
    expect(await drained).toBe(1);
    expect(cuts).toBe(1);
  });
});
