/** What docs/metering-accuracy.md promises of estimates from arrival clusters, as far as it is deterministic. */
import { describe, expect, it } from 'vitest';
import { holdsBars } from '../metering-accuracy/accuracy-row.ts';
import { simulatedRows } from '../metering-accuracy/simulated-rows.ts';
import { virtualRows } from '../metering-accuracy/virtual-rows.ts';

describe.each([...simulatedRows(150), ...virtualRows(200)])('$group: $name', (row) => {
  it('holds its bar', () => {
    expect(row, `pooled ${row.pooled}, 95 % of the answers within ${row.p95}`).toSatisfy(holdsBars);
  });

  it.runIf(row.bars !== null)('knows its error, and says something of nearly every answer', () => {
    expect(row.covered).toBeGreaterThan(0.9);
    expect(row.unknown).toBeLessThan(0.03 * row.answers);
  });
});

describe('calibrated by the counters', () => {
  const calibrated = virtualRows(500).flatMap(({ name, calibrated: result }) =>
    result === null ? [] : [{ name, result }],
  );

  it('is possible under every load', () => {
    expect(calibrated).toHaveLength(13);
  });

  it.each(calibrated)('$name: what is left is within the interval', ({ result }) => {
    expect(Math.abs(result.left)).toBeLessThanOrEqual(result.errorRatio + 1e-9);
  });
});
