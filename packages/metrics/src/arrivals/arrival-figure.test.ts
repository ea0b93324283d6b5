import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalFigure } from './arrival-figure.ts';
import { seededRandom } from './seeded-random.ts';
import { simulateAnswer } from './simulated-arrivals.ts';

describe('arrivalFigure', () => {
  it('never has more steps than tokens, nor fewer than none were drafted in, however the arithmetic rounds', () => {
    const conditions = fc.record({
      draftTokens: fc.integer({ min: 1, max: 5 }),
      acceptance: fc.constantFrom(0, 0.01, 0.5, 1),
      stepMs: fc.double({ min: 2, max: 40, noNaN: true }),
      drift: fc.constant(0),
      jitter: fc.double({ min: 0, max: 0.3, noNaN: true }),
      merges: fc.constantFrom(0, 0.1),
      splits: fc.constant(0),
      stalls: fc.constantFrom(0, 0.1),
      lags: fc.constant(0),
    });
    fc.assert(
      fc.property(conditions, fc.integer({ min: 2, max: 120 }), fc.nat(), (given, tokens, seed) => {
        const { reads } = simulateAnswer(tokens, given, seededRandom(seed));
        const figure = arrivalFigure(reads, given.draftTokens, 'test');
        const { accepted, drafts, draftTokens } = figure?.sums ?? { accepted: 0, drafts: 0, draftTokens: 0 };
        expect(accepted).toBeGreaterThanOrEqual(0);
        expect(drafts).toBeGreaterThanOrEqual(0);
        expect(draftTokens).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 500 },
    );
  });
});
