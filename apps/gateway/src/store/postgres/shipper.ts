import { errorText } from '../error-text.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import { migratePostgres } from './postgres-migrations.ts';
import type { Postgres } from './open-postgres.ts';
import { shipRows } from './ship-rows.ts';

/** Some 200 KB, and 22,000 of the 65,535 parameters that a statement may have. */
const ROWS_AT_ONCE = 500;

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

export interface ShipperParts {
  readonly postgres: Postgres;
  readonly source: {
    oldest(most: number): readonly LedgerRow[];
    mark(rows: readonly LedgerRow[]): void;
    setAside(row: LedgerRow): void;
  };
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly random: () => number;
  readonly onFailure: (message: string, retryMs: number) => void;
  readonly onRecovery: () => void;
  /** A row that the database will never take: a bug of ours. */
  readonly onUnsound: (message: string) => void;
}

/**
 * Carries rows to the shared database: at least once each, and since they are known by their id, in effect once. A
 * database that is down is asked again, ever more rarely; the rows wait where they are.
 */
export class Shipper {
  readonly #parts: ShipperParts;
  #migrated = false;
  #underWay: Promise<void> | null = null;
  #failures = 0;
  #notBeforeMs = 0;

  constructor(parts: ShipperParts) {
    this.#parts = parts;
  }

  /** Ships what there is, unless that is under way, or it is too early to ask again. Never rejects. */
  nudge(): Promise<void> {
    if (this.#parts.now() < this.#notBeforeMs) return Promise.resolve();
    this.#underWay ??= this.#ship().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  /** One last time, whatever came before. */
  async finish(): Promise<void> {
    this.#notBeforeMs = 0;
    await this.#underWay;
    this.#notBeforeMs = 0;
    await this.nudge();
    await this.#parts.postgres.close();
  }

  /** One row that the database does not take must not keep the others out for ever. */
  async #shipGroup(rows: readonly LedgerRow[]): Promise<void> {
    const { postgres, source, onUnsound } = this.#parts;
    try {
      await shipRows(postgres.tables, rows);
      source.mark(rows);
    } catch (error) {
      const [first, ...others] = rows;
      if (first === undefined || !isOfTheRow(error)) throw error;
      if (others.length > 0) {
        for (const row of rows) await this.#shipGroup([row]);
        return;
      }
      source.setAside(first);
      onUnsound(errorText(error));
    }
  }

  async #ship(): Promise<void> {
    const { postgres, source, now, random, onFailure, onRecovery } = this.#parts;
    try {
      if (!this.#migrated) await migratePostgres(postgres);
      this.#migrated = true;
      for (let rows = source.oldest(ROWS_AT_ONCE); rows.length > 0; rows = source.oldest(ROWS_AT_ONCE)) {
        await this.#shipGroup(rows);
      }
      if (this.#failures > 0) onRecovery();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      const longestMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
      // Gateways that lost their database together do not come back together.
      const retryMs = longestMs * (0.5 + random() / 2);
      this.#notBeforeMs = now() + retryMs;
      onFailure(errorText(error), Math.round(retryMs));
    }
  }
}

/** Classes 22 (data) and 23 (constraint) of Postgres' error codes. */
function isOfTheRow(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code);
}
