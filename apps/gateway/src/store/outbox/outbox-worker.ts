/** The thread that keeps the ledger on disk. Started by `Outbox`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Clock, Random } from '../../ports.ts';
import type { LedgerValue } from '../ledger/ledger-row.ts';
import { explainSqlite, sqliteReason } from '../sqlite/sqlite-failure.ts';
import { OutboxFile } from './outbox-file.ts';
import type { FromOutbox, OutboxWorkerData, ToOutbox } from './outbox-messages.ts';
import { OutboxUpkeep } from './outbox-upkeep.ts';
import type { Shipping } from './shipping.ts';

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };
const random: Random = () => Math.random();

async function run(options: OutboxWorkerData): Promise<void> {
  const file = new OutboxFile({ ...options, ships: options.url !== null });
  const write = ({ seq, rows }: Extract<ToOutbox, { kind: 'write' }>): void => {
    try {
      say({ kind: 'committed', seq, unsound: file.write(rowsOf(rows)).length });
    } catch (error) {
      say({ kind: 'refused', seq, reason: sqliteReason(error), message: explainSqlite(options.file, error) });
    }
  };
  say({ kind: 'opened' });
  const shipping = await shippingTo(options.url, file);
  const upkeep = new OutboxUpkeep(file, { clock, say, shipping });
  const stop = async (): Promise<void> => {
    upkeep.stop();
    await shipping?.finish();
    file[Symbol.dispose]();
    parentPort?.close();
  };
  parentPort?.on('message', (message: ToOutbox) => (message.kind === 'write' ? write(message) : void stop()));
}

/** What `Outbox` has written. */
function rowsOf(text: string): readonly (readonly LedgerValue[])[] {
  return JSON.parse(text) as readonly (readonly LedgerValue[])[];
}

/** Loaded where it is needed: each thread pays for what it loads. */
async function shippingTo(url: string | null, file: OutboxFile): Promise<Shipping | null> {
  if (url === null) return null;
  const { openShipping } = await import('./shipping.ts');
  return openShipping(url, { file, say, clock, random });
}

function say(message: FromOutbox): void {
  parentPort?.postMessage(message);
}

try {
  await run(workerData as OutboxWorkerData);
} catch (error) {
  say({ kind: 'unusable', message: error instanceof Error ? error.message : String(error) });
}
