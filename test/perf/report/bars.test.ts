import { describe, expect, it } from 'vitest';
import { barsOf } from './bars.ts';
import { newOutcome } from './outcome.ts';
import { summarise } from './summary.ts';
import type { Summary } from './summary.ts';

/** A subject with one round: that many requests per CPU-second, and events that came that late. */
function summary(name: 'direct' | 'nginx' | 'slipstream', rate: number | null, delayMs: number): Summary {
  const outcome = newOutcome({ name, isOurs: true }, '');
  outcome.requests.push({ requestsPerCpuSecond: rate, requestsPerSecond: 1, foreignShare: null });
  outcome.streams.push({
    eventsPerCpuSecond: rate,
    eventsPerSecond: 1,
    ttftMsP50: 1,
    ttftMsP99: 1,
    eventDelayMsP50: delayMs,
    eventDelayMsP99: delayMs,
    foreignShare: null,
  });
  const direct = newOutcome({ name: 'direct', isOurs: true }, '');
  direct.streams.push({ ...outcome.streams[0]!, eventDelayMsP50: 0.5, eventDelayMsP99: 0.5 });
  return summarise(outcome, direct);
}

describe('barsOf', () => {
  const bars = barsOf([
    summary('direct', null, 0.5),
    summary('nginx', 40_000, 0.6),
    summary('slipstream', 10_000, 2.25),
  ]);
  const bar = (what: string) => bars.find((one) => one.what === what);

  it('compares rates as ratios', () => {
    expect(bar('requests per CPU-second / nginx')).toMatchObject({ found: '0.25 ×', holds: true });
    expect(bar('events per CPU-second / nginx')).toMatchObject({ found: '0.25 ×', holds: false });
  });

  it('counts delays from what the same round needs without a proxy', () => {
    expect(bar('added delay per event p99, 200 streams')).toMatchObject({ found: '1.75 ms', holds: false });
    expect(bar('added TTFT p99, 200 streams')).toMatchObject({ found: '0.00 ms', holds: true });
  });

  it('judges nothing that was not measured', () => {
    expect(bar('requests per CPU-second / portkey')).toMatchObject({ found: null, holds: null });
  });
});
