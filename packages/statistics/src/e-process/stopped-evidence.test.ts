import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEvent, emptyRateRatioProcess, equalPriors, logEvidence } from './rate-ratio-process.ts';
import { stoppedEvidence } from './stopped-evidence.ts';
import type { ArmEvent } from './stopped-evidence.ts';

const alternatives = equalPriors([1.5, 3, 6]);
const event = fc.record({ isCandidate: fc.boolean(), weight: fc.double({ min: 0.05, max: 0.95, noNaN: true }) });

describe('stoppedEvidence', () => {
  it('is the rate-ratio process while the limit is far', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 20 }), (events) => {
        const process = events.reduce(
          (before, { isCandidate, weight }) => addEvent(before, isCandidate, weight),
          emptyRateRatioProcess(alternatives),
        );
        expect(stoppedEvidence(events, alternatives, 1e200)).toBeCloseTo(logEvidence(process), 8);
      }),
    );
  });

  it('is a martingale up to the limit: the next event leaves its expectation where it is', () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 20 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (events, weight) => {
          const after = (more: readonly ArmEvent[]) =>
            Math.exp(stoppedEvidence([...events, ...more], alternatives, 20));
          fc.pre(after([]) < 19.999);
          const mean =
            weight * after([{ isCandidate: true, weight }]) + (1 - weight) * after([{ isCandidate: false, weight }]);
          expect(mean / after([])).toBeCloseTo(1, 8);
        },
      ),
    );
  });

  it('reaches the limit exactly, and stays there whatever comes', () => {
    const bad = Array.from({ length: 50 }, () => ({ isCandidate: true, weight: 0.5 }));
    const good = Array.from({ length: 50 }, () => ({ isCandidate: false, weight: 0.5 }));
    expect(stoppedEvidence([...bad, ...good], alternatives, 100)).toBe(Math.log(100));
    expect(stoppedEvidence([...good, ...bad.slice(0, 5)], alternatives, 100)).toBeLessThan(0);
  });

  it('knows nothing without events', () => {
    expect(stoppedEvidence([], alternatives, 100)).toBe(0);
  });
});
