import { expect, it } from 'vitest';
import { periodStartMs } from './calendar-period.ts';

it.each([
  ['day', '2026-11-30T22:15:00.123Z', '2026-11-30T00:00:00Z'],
  ['day', '2026-11-30T00:00:00Z', '2026-11-30T00:00:00Z'],
  ['month', '2026-11-30T22:15:00Z', '2026-11-01T00:00:00Z'],
  ['month', '2028-02-29T23:59:59.999Z', '2028-02-01T00:00:00Z'],
  ['month', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
] as const)('the %s of %s begins at %s', (period, at, start) => {
  expect(periodStartMs(period, Date.parse(at))).toBe(Date.parse(start));
});
