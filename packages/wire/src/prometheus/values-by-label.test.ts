import { describe, expect, it } from 'vitest';
import { countedValue } from './counted-value.ts';
import { parsePrometheusText } from './parse-prometheus-text.ts';
import { valuesByLabel } from './values-by-label.ts';

const parsed = parsePrometheusText(`# TYPE a_total counter
a_total{place="0",rank="0"} 3
a_total{place="0",rank="1"} 4
a_total{place="1"} 2
a_total 9
# TYPE declared_total counter
`);
const page = parsed.ok ? parsed.page : new Map();

describe('valuesByLabel', () => {
  it('sums by the label over all others, without what does not have it', () => {
    expect(Object.fromEntries(valuesByLabel(page, 'a', 'place')!)).toEqual({ '0': 7, '1': 2 });
  });

  it('is empty for a family that has counted nothing, and null for one that is not there', () => {
    expect(valuesByLabel(page, 'declared', 'place')?.size).toBe(0);
    expect(valuesByLabel(page, 'absent', 'place')).toBeNull();
  });
});

describe('countedValue', () => {
  it('tells what has counted nothing from what is not counted', () => {
    expect([countedValue(page, 'a'), countedValue(page, 'declared'), countedValue(page, 'absent')]).toEqual([
      18,
      0,
      null,
    ]);
  });
});
