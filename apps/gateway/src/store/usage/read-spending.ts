import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { calendarPeriods, periodStartMs } from '../../metering/usage/calendar-period.ts';
import type { StoredSpending } from '../../metering/usage/spending.ts';
import type { Tables } from '../tables.ts';

/** What each key has used in the day and in the month that hold this moment. */
export async function readSpending(tables: Kysely<Tables>, wallMs: number): Promise<readonly StoredSpending[]> {
  const found: StoredSpending[] = [];
  for (const period of calendarPeriods) {
    const startMs = periodStartMs(period, wallMs);
    const rows = await tables
      .selectFrom('requests')
      .where('received_at_ms', '>=', startMs)
      .where('key_name', 'is not', null)
      .select([
        'key_name',
        sql<number>`sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))`.as('tokens'),
        sql<number>`sum(coalesce(cost_nanos, 0))`.as('costNanos'),
      ])
      .groupBy('key_name')
      .execute();
    for (const { key_name: key, tokens, costNanos } of rows)
      found.push({ key: key ?? '', period, startMs, tokens, costNanos });
  }
  return found;
}
