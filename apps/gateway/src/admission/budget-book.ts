import type { BudgetLimit, ClientKey } from '@slipstream/config';
import { GatewayError } from '../errors.ts';
import { calendarPeriods, periodStartMs } from '../metering/usage/calendar-period.ts';
import type { CalendarPeriod } from '../metering/usage/calendar-period.ts';
import type { Spending, StoredSpending } from '../metering/usage/spending.ts';

export type BudgetUnit = 'tokens' | 'cost';

export interface BudgetCrossing {
  readonly key: string;
  readonly period: CalendarPeriod;
  readonly unit: BudgetUnit;
  readonly limit: number;
}

const nothing: Spending = { tokens: 0, costNanos: 0 };

/** Periods kept of each kind: a clock that was set back must find what was used before. */
const KEPT_PERIODS = 4;

/**
 * What each key has used of its budgets. It counts what this gateway has seen, and takes the ledger's sum where that is
 * more: after a restart, and where others share the ledger. A period ends by itself.
 */
export class BudgetBook {
  readonly #wallTime: () => number;
  readonly #onSoft: (crossing: BudgetCrossing) => void;
  /** By key and period, then by the start of the period. */
  readonly #spent = new Map<string, Map<number, Spending>>();

  /** `onSoft` is told of each soft limit when it is passed. */
  constructor(wallTime: () => number, onSoft: (crossing: BudgetCrossing) => void) {
    this.#wallTime = wallTime;
    this.#onSoft = onSoft;
  }

  /** @throws GatewayError `budget_exceeded` for a key that has used what it may. */
  admit(key: ClientKey | null): void {
    if (key === null) return;
    for (const { period, unit, limit } of limitsOf(key)) {
      if (limit.hard === null || this.#used(key.name, period, unit) < limit.hard) continue;
      const message = `The key "${key.name}" has used its ${amount(limit.hard, unit)} of this ${period} (UTC).`;
      throw new GatewayError('budget_exceeded', message);
    }
  }

  charge(key: ClientKey, spending: Spending): void {
    const before = limitsOf(key).map(({ period, unit }) => this.#used(key.name, period, unit));
    for (const period of calendarPeriods) {
      const start = periodStartMs(period, this.#wallTime());
      this.#put(key.name, period, start, add(this.#get(key.name, period, start), spending));
    }
    for (const [index, { period, unit, limit }] of limitsOf(key).entries()) {
      const { soft } = limit;
      if (soft === null || (before[index] ?? 0) >= soft || this.#used(key.name, period, unit) < soft) continue;
      this.#onSoft({ key: key.name, period, unit, limit: soft });
    }
  }

  learn(stored: readonly StoredSpending[]): void {
    for (const { key, period, startMs, tokens, costNanos } of stored) {
      const own = this.#get(key, period, startMs);
      const most = { tokens: Math.max(own.tokens, tokens), costNanos: Math.max(own.costNanos, costNanos) };
      this.#put(key, period, startMs, most);
    }
  }

  /** Used of the hard limit, or of the soft one where there is no other; null: there is neither. */
  usedRatio(key: ClientKey, period: CalendarPeriod, unit: BudgetUnit): number | null {
    const { soft, hard } = key.budgets[period][unit];
    const limit = hard ?? soft;
    return limit === null || limit === 0 ? null : this.#used(key.name, period, unit) / limit;
  }

  #used(key: string, period: CalendarPeriod, unit: BudgetUnit): number {
    const { tokens, costNanos } = this.#get(key, period, periodStartMs(period, this.#wallTime()));
    return unit === 'tokens' ? tokens : costNanos / 1e9;
  }

  #get(key: string, period: CalendarPeriod, startMs: number): Spending {
    return this.#spent.get(`${period} ${key}`)?.get(startMs) ?? nothing;
  }

  #put(key: string, period: CalendarPeriod, startMs: number, spending: Spending): void {
    const id = `${period} ${key}`;
    const periods = this.#spent.get(id) ?? new Map<number, Spending>();
    this.#spent.set(id, periods.set(startMs, spending));
    const [oldest] = periods.keys();
    if (periods.size > KEPT_PERIODS && oldest !== undefined) periods.delete(oldest);
  }
}

interface OneLimit {
  readonly period: CalendarPeriod;
  readonly unit: BudgetUnit;
  readonly limit: BudgetLimit;
}

const unlimited: readonly OneLimit[] = [];

/** Those that say anything: most keys have none. */
function limitsOf({ budgets }: ClientKey): readonly OneLimit[] {
  const found: OneLimit[] = [];
  for (const period of calendarPeriods) {
    for (const unit of ['tokens', 'cost'] as const) {
      const limit = budgets[period][unit];
      if (limit.soft !== null || limit.hard !== null) found.push({ period, unit, limit });
    }
  }
  return found.length === 0 ? unlimited : found;
}

function add(a: Spending, b: Spending): Spending {
  return { tokens: a.tokens + b.tokens, costNanos: a.costNanos + b.costNanos };
}

function amount(limit: number, unit: BudgetUnit): string {
  return unit === 'tokens' ? `${limit} tokens` : `budget of ${limit}`;
}
