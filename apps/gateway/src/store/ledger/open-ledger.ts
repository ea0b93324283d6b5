import type { Database, Durability } from '@slipstream/config';
import type { Instruments } from '@slipstream/metrics';
import type { Clock, Logger, Timers } from '../../ports.ts';
import { OutboxReports } from '../outbox/outbox-reports.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Ledger } from './ledger.ts';

export interface OpenLedgerParts {
  /** As it was at the start: a file that is open is not changed under way. */
  readonly database: Omit<Database, 'path'> & { readonly file: string };
  readonly durability: Durability;
  readonly instruments: Instruments;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

export interface OpenLedger {
  readonly ledger: Ledger;
  /** After the last request has settled. Resolves when its rows are on disk. */
  stop(): Promise<void>;
}

/** @throws SqliteUnusable where the file cannot be used. */
export async function openLedger(parts: OpenLedgerParts): Promise<OpenLedger> {
  const { database, durability, instruments, clock, timers, logger } = parts;
  const reports = new OutboxReports(instruments, logger, clock);
  const synced = durability === 'before-end';
  const outbox = await Outbox.open({ ...database, synced }, { clock, timers, reports });
  const ledger = new Ledger({ outbox, durability, clock, timers });
  return { ledger, stop: () => outbox.stop() };
}
