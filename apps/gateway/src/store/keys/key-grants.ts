import type { Budgets, Rates } from '@slipstream/config';
import type { KeyGrants } from '../../key-book.ts';

const noLimit = { soft: null, hard: null };
const noBudget = { tokens: noLimit, cost: noLimit };

export const noRates: Rates = { requests: null, tokens: null };
export const noBudgets: Budgets = { day: noBudget, month: noBudget };

/** All that is granted, what was left out with it, always in the same order. The role comes last. */
export function wholeGrants({ models, allowForced, rates, budgets, role }: KeyGrants): Required<KeyGrants> {
  return {
    models: models ?? null,
    allowForced: allowForced ?? false,
    rates: rates ?? noRates,
    budgets: budgets ?? noBudgets,
    role: role ?? null,
  };
}

/** Without the role, which has a column of its own. */
export function grantsToText(grants: KeyGrants): string {
  const { role: _role, ...rest } = wholeGrants(grants);
  return JSON.stringify(rest);
}

/** Of what `grantsToText` wrote. */
export function grantsOfText(text: string): Required<Omit<KeyGrants, 'role'>> {
  return JSON.parse(text) as Required<Omit<KeyGrants, 'role'>>;
}
