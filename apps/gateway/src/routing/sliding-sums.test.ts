import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingSums } from './sliding-sums.ts';

const windowMs = 1000;
const bucketMs = windowMs / 10;

describe('SlidingSums', () => {
  it('holds exactly what the last ten time buckets brought, in whatever steps time goes', () => {
    const event = fc.record({
      stepMs: fc.oneof(fc.nat(60), fc.nat(3 * windowMs)),
      first: fc.nat(5),
      second: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.nat(100_000), fc.array(event, { maxLength: 80 }), (startMs, events) => {
        const sums = new SlidingSums(windowMs);
        const seen: { bucket: number; first: number; second: number }[] = [];
        let nowMs = startMs;
        for (const { stepMs, first, second } of events) {
          nowMs += stepMs;
          sums.add(nowMs, first, second);
          const bucket = Math.floor(nowMs / bucketMs);
          seen.push({ bucket, first, second });
          const inside = seen.filter((one) => one.bucket > bucket - 10);
          expect(sums.read(nowMs)).toEqual({
            first: inside.reduce((sum, one) => sum + one.first, 0),
            second: inside.reduce((sum, one) => sum + one.second, 0),
          });
        }
      }),
    );
  });

  it('forgets everything after a window, and nothing after nine tenths of it', () => {
    const sums = new SlidingSums(windowMs);
    sums.add(0, 3, 4);
    expect(sums.read(0.9 * windowMs)).toEqual({ first: 3, second: 4 });
    expect(sums.read(windowMs)).toEqual({ first: 0, second: 0 });
  });

  it('counts what comes a little late as now', () => {
    const sums = new SlidingSums(windowMs);
    sums.add(5000, 1, 0);
    sums.add(4890, 1, 0);
    expect(sums.read(5000)).toEqual({ first: 2, second: 0 });
  });
});
