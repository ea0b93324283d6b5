import { describe, expect, it } from 'vitest';
import { allocatedBytes } from './read-gc-trace.ts';

const line = (kind: string, before: string, after: string): string =>
  `[223:0xb569d90]       38 ms: ${kind} ${before} (9.0) -> ${after} (9.5) MB, 2.16 / 0.00 ms  (average mu = 1.000) task; `;

describe('allocatedBytes', () => {
  it('adds up what was put on the heap between collections, among other lines', () => {
    const trace = [
      line('Scavenge', '4.0', '3.0'),
      '{"level":"info","msg":"request"}',
      line('Scavenge', '5.0', '3.5'),
      line('Mark-Compact', '4.5', '2.0'),
    ].join('\n');
    expect(allocatedBytes(trace)).toBe(3 * 1024 * 1024);
  });

  it.each(['', line('Scavenge', '4.0', '3.0')])('does not know it from fewer than two collections', (trace) => {
    expect(allocatedBytes(trace)).toBeNull();
  });
});
