import { describe, expect, it } from 'vitest';
import { readUsageQuery } from './read-usage-query.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

describe('readUsageQuery', () => {
  it('is the last thirty days by model where nothing is said', () => {
    expect(readUsageQuery({}, 'team', now)).toEqual({
      sinceMs: now - 30 * 86_400_000,
      untilMs: null,
      by: ['model'],
      key: 'team',
    });
  });

  it('reads ages, days, times and names', () => {
    expect(
      readUsageQuery({ since: '2026-11-01', until: '2026-11-02T06:30:00Z', by: 'day, variant,day' }, null, now),
    ).toEqual({
      sinceMs: Date.parse('2026-11-01T00:00:00Z'),
      untilMs: Date.parse('2026-11-02T06:30:00Z'),
      by: ['day', 'variant'],
      key: null,
    });
    expect(readUsageQuery({ since: '24h', by: '' }, null, now)).toMatchObject({ sinceMs: now - 86_400_000, by: [] });
  });

  it.each([
    [{ since: 'yesterday' }, 'since', 'is "yesterday"; it must be an age'],
    [{ since: '2026-13-01' }, 'since', 'it must be an age'],
    [{ since: '24' }, 'since', 'it must be an age'],
    [{ since: '1h', until: '2h' }, 'until', 'later than since'],
    [{ by: 'model,user' }, 'by', 'has "user"; it takes key, model, variant, day, class, length, concurrency, run'],
  ])('refuses %j', (words, name, message) => {
    expect(readUsageQuery(words, null, now)).toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
