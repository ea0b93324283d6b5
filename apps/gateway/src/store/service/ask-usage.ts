import type { UsageQuery } from '../../metering/usage/usage-query.ts';
import { usageReport } from '../../metering/usage/usage-report.ts';
import type { UsageRow } from '../../metering/usage/usage-report.ts';
import type { StoreService } from './store-service.ts';

/** A report, put together by whoever asks: the thread of the database carries nothing but the database. */
export async function askUsage(
  store: Pick<StoreService, 'usageParts'>,
  query: UsageQuery,
): Promise<readonly UsageRow[]> {
  const { sums, busy } = await store.usageParts(query);
  return usageReport(query, sums, busy);
}
