import type { Clock, Random } from '../../ports.ts';
import { openPostgres } from '../postgres/open-postgres.ts';
import { Shipper } from '../postgres/shipper.ts';
import type { OutboxFile } from './outbox-file.ts';
import type { FromOutbox } from './outbox-messages.ts';
import { UnshippedRows } from './unshipped-rows.ts';

/** One ships; order is of no use, and the connections are others' to use. */
const CONNECTIONS = 1;

/** At the end, for what a database that is well takes in a moment. */
const FINISH_MS = 2000;

/** The way from the file to the shared database, as the thread of the ledger sees it. */
export interface Shipping {
  nudge(): Promise<void>;
  state(nowMs: number): { readonly rows: number; readonly lagSeconds: number };
  /** Resolves when all is shipped, or its time is over: the file keeps the rest. */
  finish(): Promise<void>;
}

export interface ShippingParts {
  readonly file: OutboxFile;
  readonly say: (message: FromOutbox) => void;
  readonly clock: Clock;
  readonly random: Random;
}

export function openShipping(url: string, { file, say, clock, random }: ShippingParts): Shipping {
  const source = new UnshippedRows(file.database);
  const shipper = new Shipper({
    postgres: openPostgres(url, CONNECTIONS),
    source,
    now: () => clock.now(),
    random,
    onFailure: (message, retryMs) => say({ kind: 'shipping-failed', message, retryMs }),
    onRecovery: () => say({ kind: 'shipping-recovered' }),
    onUnsound: (message) => say({ kind: 'unshippable', message }),
  });
  return {
    nudge: () => shipper.nudge(),
    state: (nowMs) => source.state(nowMs),
    async finish() {
      await Promise.race([shipper.finish(), new Promise((resolve) => setTimeout(resolve, FINISH_MS))]);
    },
  };
}
