import type { CalendarPeriod } from './calendar-period.ts';

/** What one key has used in one period. */
export interface Spending {
  /** Prompt and completion. */
  readonly tokens: number;
  /** Billionths of the currency. */
  readonly costNanos: number;
}

/** As the ledger has it, over all gateways that share it. */
export interface StoredSpending extends Spending {
  readonly key: string;
  readonly period: CalendarPeriod;
  /** When the period began. */
  readonly startMs: number;
}
