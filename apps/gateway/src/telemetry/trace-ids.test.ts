import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnsampledTraces } from './trace-ids.ts';

describe('UnsampledTraces', () => {
  it('makes ids that W3C Trace Context takes, from any random numbers, and never one twice in a row', () => {
    const number = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 4, maxLength: 4 }), (numbers) => {
        let next = 0;
        const traces = new UnsampledTraces(() => numbers[(next += 1) - 1] ?? 0);
        const contexts = [traces.next(), traces.next(), traces.next()];
        expect(new Set(contexts.map(({ traceId }) => traceId)).size).toBe(3);
        for (const { traceId, spanId, traceFlags } of contexts) {
          expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
          expect(spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
          expect(traceFlags).toBe(0);
        }
      }),
      { examples: [[[0, 0, 0, 0]], [[0, 0, 0, 1 - 2 ** -53]], [[0, 0, 0, 1 - 2 ** -32]]] },
    );
  });
});
