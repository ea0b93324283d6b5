import { createHash } from 'node:crypto';
import type { BudgetLimit, ClientKey } from '@slipstream/config';

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** A key that may use every model, without any limit. */
export function testKey(name: string, secret: string, over: Partial<ClientKey> = {}): ClientKey {
  return {
    name,
    secretHash: hashOf(secret),
    models: null,
    allowForced: false,
    rates: { requests: null, tokens: null },
    budgets: testBudgets({}),
    role: null,
    previous: null,
    ...over,
  };
}

export interface TestBudgets {
  readonly dayTokens?: Partial<BudgetLimit>;
  readonly dayCost?: Partial<BudgetLimit>;
  readonly monthTokens?: Partial<BudgetLimit>;
}

export function testBudgets({ dayTokens, dayCost, monthTokens }: TestBudgets): ClientKey['budgets'] {
  const none = { soft: null, hard: null };
  return {
    day: { tokens: { ...none, ...dayTokens }, cost: { ...none, ...dayCost } },
    month: { tokens: { ...none, ...monthTokens }, cost: none },
  };
}
