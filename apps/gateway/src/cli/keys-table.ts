import type { BudgetLimit, Rate } from '@slipstream/config';
import type { KeyListing } from '../key-book.ts';
import { textTable } from './text-table.ts';

export function keysTable(keys: readonly KeyListing[], wallMs: number): string {
  const rows = keys.map((key) => [
    key.name,
    stateOf(key, wallMs),
    key.role ?? '–',
    key.models?.join(', ') ?? 'all',
    limitsOf(key) || '–',
    new Date(key.createdAtMs).toISOString().slice(0, 10),
  ]);
  return textTable(['name', 'state', 'role', 'models', 'limits', 'made'], rows, new Set());
}

function stateOf({ revokedAtMs, previousUntilMs }: KeyListing, wallMs: number): string {
  if (revokedAtMs !== null) return `revoked ${new Date(revokedAtMs).toISOString().slice(0, 10)}`;
  if (previousUntilMs === null || previousUntilMs <= wallMs) return 'good';
  return `good, old secret until ${new Date(previousUntilMs).toISOString().slice(0, 16)}Z`;
}

const windows: ReadonlyMap<number, string> = new Map([
  [1, 's'],
  [60, 'm'],
  [3600, 'h'],
  [86_400, 'd'],
]);

function limitsOf({ rates, budgets }: KeyListing): string {
  const { day, month } = budgets;
  return [
    rate('requests', rates.requests),
    rate('tokens', rates.tokens),
    budget('tokens/day', day.tokens),
    budget('cost/day', day.cost),
    budget('tokens/month', month.tokens),
    budget('cost/month', month.cost),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

function rate(what: string, of: Rate | null): string {
  return of === null ? '' : `${of.amount} ${what}/${windows.get(of.windowSeconds) ?? `${of.windowSeconds}s`}`;
}

function budget(what: string, { soft, hard }: BudgetLimit): string {
  if (soft === null && hard === null) return '';
  return `${soft ?? ''}/${hard ?? ''} ${what}`;
}
