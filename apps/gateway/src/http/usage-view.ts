import type { UsageQuery } from '../metering/usage/usage-query.ts';
import type { UsageRow } from '../metering/usage/usage-report.ts';

/** A report of usage in JSON, the same for owners of keys and for those of gateways. */
export function usageView({ sinceMs, untilMs, by }: UsageQuery, rows: readonly UsageRow[]) {
  return {
    object: 'usage' as const,
    since: new Date(sinceMs).toISOString(),
    until: untilMs === null ? null : new Date(untilMs).toISOString(),
    by: [...by],
    data: [...rows],
  };
}
