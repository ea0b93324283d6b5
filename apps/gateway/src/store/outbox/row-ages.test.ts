import { describe, expect, it } from 'vitest';
import { RowAges } from './row-ages.ts';

const hour = 3_600_000;

describe('RowAges', () => {
  it('knows of no old row at the start', () => {
    const ages = new RowAges();
    ages.note(500, 0);
    expect(ages.newestOlderThan(24 * hour, 23 * hour)).toBe(0);
  });

  it('finds the newest row that has been there long enough, to the hour', () => {
    const ages = new RowAges();
    for (let minute = 0; minute <= 60 * 48; minute += 1) ages.note(minute, minute * 60_000);
    expect(ages.newestOlderThan(24 * hour, 48 * hour)).toBe(24 * 60);
    expect(ages.newestOlderThan(24 * hour, 48.5 * hour)).toBe(24 * 60);
    expect(ages.newestOlderThan(24 * hour, 49 * hour)).toBe(25 * 60);
  });
});
