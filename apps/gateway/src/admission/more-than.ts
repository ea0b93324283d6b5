import type { BudgetLimit, ClientKey, Rate } from '@slipstream/config';
import { calendarPeriods } from '../metering/usage/calendar-period.ts';

/** What a key may do; a key of a client is one, too. */
export type Granted = Pick<ClientKey, 'models' | 'allowForced' | 'rates' | 'budgets'>;

/** The first thing in which a key may more than `own` may, completing "a key that …"; null: in nothing. */
export function moreThan(own: Granted, given: Granted): string | null {
  const foreign =
    own.models === null ? [] : [...(given.models ?? [])].filter((name) => own.models?.has(name) === false);
  if (own.models !== null && given.models === null) return 'may use all models';
  if (foreign.length > 0) return `may use ${foreign.join(', ')}`;
  if (given.allowForced && !own.allowForced) return 'may choose a variant';
  for (const unit of ['requests', 'tokens'] as const) {
    if (isFaster(own.rates[unit], given.rates[unit])) return `has a higher rate of ${unit}, or none`;
  }
  for (const period of calendarPeriods) {
    for (const unit of ['tokens', 'cost'] as const) {
      if (isMore(own.budgets[period][unit], given.budgets[period][unit])) {
        return `has a larger budget of ${unit} per ${period}, or none`;
      }
    }
  }
  return null;
}

/** Whether more could be had in one window of `own`: windows that are shorter are used one after the other. */
function isFaster(own: Rate | null, given: Rate | null): boolean {
  if (own === null) return false;
  if (given === null) return true;
  return given.amount * Math.ceil(own.windowSeconds / given.windowSeconds) > own.amount;
}

/** Soft limits hold nobody back. */
function isMore({ hard: own }: BudgetLimit, { hard: given }: BudgetLimit): boolean {
  return own !== null && (given === null || given > own);
}
