import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unsampledRoot } from './trace-ids.ts';

describe('unsampledRoot', () => {
  it('makes ids that W3C Trace Context takes, from any random numbers', () => {
    const number = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 6, maxLength: 6 }), (numbers) => {
        let next = 0;
        const { traceId, spanId, traceFlags } = unsampledRoot(() => numbers[(next += 1) - 1] ?? 0);
        expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
        expect(spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
        expect(traceFlags).toBe(0);
      }),
      { examples: [[[0, 0, 0, 0, 0, 0]], [[1 - 2 ** -53, 0.5, 0.5, 0.5, 0.5, 0.5]]] },
    );
  });
});
