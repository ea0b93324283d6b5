import type { Budgets, Rates, Role } from '@slipstream/config';

/** What a key may do, when it is made. Left out is: all models, no forced variants, no limits, no role. */
export interface KeyGrants {
  readonly models?: readonly string[] | null;
  readonly allowForced?: boolean;
  readonly rates?: Rates;
  readonly budgets?: Budgets;
  readonly role?: Role | null;
}

const noLimit = { soft: null, hard: null };
const noBudget = { tokens: noLimit, cost: noLimit };

export const noRates: Rates = { requests: null, tokens: null };
export const noBudgets: Budgets = { day: noBudget, month: noBudget };

/** Without the role, which has a column of its own. */
export function grantsToText({ models = null, allowForced = false, rates, budgets }: KeyGrants): string {
  return JSON.stringify({ models, allowForced, rates: rates ?? noRates, budgets: budgets ?? noBudgets });
}

/** Of what `grantsToText` wrote. */
export function grantsOfText(text: string): Required<Omit<KeyGrants, 'role'>> {
  return JSON.parse(text) as Required<Omit<KeyGrants, 'role'>>;
}
