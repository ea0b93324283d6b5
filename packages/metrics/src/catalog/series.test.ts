import { expect, it } from 'vitest';
import { series } from './series.ts';

it('names a metric, alone or with the matchers that are not empty', () => {
  expect(series('slipstream_speedup')).toBe('slipstream_speedup');
  expect(series('slipstream_speedup', '', '')).toBe('slipstream_speedup');
  expect(series('slipstream_speedup', '', 'bound="lower"', 'model="m"')).toBe(
    'slipstream_speedup{bound="lower",model="m"}',
  );
});

it('does not compile with a name that the catalogue lacks', () => {
  // @ts-expect-error a histogram is stored as bucket, sum and count
  expect(series('slipstream_overhead_seconds')).toBe('slipstream_overhead_seconds');
  expect(series('slipstream_overhead_seconds_sum')).toBe('slipstream_overhead_seconds_sum');
});
