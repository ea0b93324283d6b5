import type { Instruments } from '@slipstream/metrics';
import { calendarPeriods } from '../metering/usage/calendar-period.ts';
import type { BudgetBook } from './budget-book.ts';
import type { KeySource } from './keyring.ts';

/** Writes how much of its budgets each key has used, of the keys that have any. For every look at `/metrics`. */
export function writeBudgetGauges(
  instruments: Instruments,
  { keys }: KeySource,
  book: Pick<BudgetBook, 'usedRatio'>,
): void {
  const gauge = instruments.gauge('slipstream_key_budget_used_ratio');
  for (const key of keys?.values() ?? []) {
    for (const period of calendarPeriods) {
      for (const unit of ['tokens', 'cost'] as const) {
        gauge.set({ key_name: key.name, period, unit }, book.usedRatio(key, period, unit));
      }
    }
  }
}
