import type { Kysely } from 'kysely';
import { expect } from 'vitest';
import { usageReport } from '../../metering/usage/usage-report.ts';
import type { Tables } from '../tables.ts';
import { readSpending } from '../usage/read-spending.ts';
import { readBusyTime, readUsage } from '../usage/read-usage.ts';
import { firstDayMs } from './usage-rows.ts';

const query = { sinceMs: firstDayMs, untilMs: null, by: [], key: null } as const;

/** What both databases must say of `usageRows`. */
export async function checkUsage(tables: Kysely<Tables>): Promise<void> {
  const busy = await readBusyTime(tables, query);
  expect(busy.toSorted((a, b) => (a.variant < b.variant ? -1 : 1))).toEqual([
    { model: 'tgi', variant: 'baseline', decodeSeconds: expect.closeTo(2, 5), busySeconds: expect.closeTo(2, 5) },
    { model: 'tgi', variant: 'mlp', decodeSeconds: expect.closeTo(2, 5), busySeconds: expect.closeTo(1.5, 5) },
  ]);

  const all = usageReport(query, await readUsage(tables, query), busy);
  expect(all).toEqual([
    {
      key: null,
      model: null,
      variant: null,
      day: null,
      class: null,
      length: null,
      concurrency: null,
      run: null,
      requests: 5,
      ok: 3,
      uncounted: 1,
      promptTokens: 80,
      completionTokens: 307,
      reasoningTokens: 0,
      cachedTokens: 0,
      abortedTokens: 4,
      discardedTokens: 3,
      cost: 350e-9,
      speculation: [
        {
          method: 'exact',
          requests: 1,
          tokens: 4,
          steps: 3,
          drafts: 2,
          draftTokens: 8,
          accepted: 1,
          acceleration: 4 / 3,
        },
        {
          method: 'estimated',
          requests: 3,
          tokens: 303,
          steps: 221,
          drafts: null,
          draftTokens: null,
          accepted: 10,
          acceleration: 303 / 221,
        },
      ],
      // 200 tokens at the control's 20 ms would take 4 s, 2 were taken, with 4/3 together on the GPU.
      gpuSecondsSaved: expect.closeTo(1.5, 5),
      gpuSeconds: expect.closeTo(5 * 0.7, 9),
      gpuSecondsWasted: 0,
    },
  ]);

  const byKeyAndDay = { ...query, by: ['key', 'day', 'variant'] } as const;
  const told = usageReport(byKeyAndDay, await readUsage(tables, byKeyAndDay), busy);
  expect(
    told.map(({ key, day, variant, requests, completionTokens }) => [key, day, variant, requests, completionTokens]),
  ).toEqual([
    ['team-a', '2026-11-23', 'baseline', 1, 101],
    ['team-a', '2026-11-23', 'mlp', 2, 101],
    ['team-a', '2026-11-24', 'mlp', 1, 4],
    ['team-b', '2026-11-23', 'mlp', 1, 101],
  ]);

  await checkBands(tables);

  const ofOne = { ...query, key: 'team-b', untilMs: firstDayMs + 86_400_000 };
  expect(usageReport(ofOne, await readUsage(tables, ofOne), busy)).toMatchObject([{ requests: 1, cost: 200e-9 }]);

  const spending = await readSpending(tables, firstDayMs + 86_400_000 + 5_000_000);
  expect(spending.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))).toEqual([
    { key: 'team-a', period: 'day', startMs: firstDayMs + 86_400_000, tokens: 24, costNanos: 50 },
    { key: 'team-a', period: 'month', startMs: Date.UTC(2026, 10, 1), tokens: 387, costNanos: 10_750 },
    { key: 'team-b', period: 'month', startMs: Date.UTC(2026, 10, 1), tokens: 121, costNanos: 200 },
  ]);
}

/** What is told apart by bands, each by its own words in SQL. */
async function checkBands(tables: Kysely<Tables>): Promise<void> {
  const byBand = { ...query, by: ['class', 'length', 'concurrency', 'run', 'day'] } as const;
  const bands = usageReport(byBand, await readUsage(tables, byBand), []);
  expect(
    bands.map((row) => [row.class, row.length, row.concurrency, row.run, row.day, row.requests, row.gpuSecondsSaved]),
  ).toEqual([
    ['chat', '0-127', '1', null, '2026-11-23', 2, null],
    ['chat', '0-127', '1', null, '2026-11-24', 1, null],
    ['chat', 'unknown', '1', null, '2026-11-23', 1, null],
    ['code', '0-127', '8-15', 'live.1.2', '2026-11-23', 1, null],
  ]);
}
