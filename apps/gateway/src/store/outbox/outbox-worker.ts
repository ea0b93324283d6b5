/** The thread that keeps the ledger on disk. Started by `Outbox`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Clock, Random } from '../../ports.ts';
import { explainSqlite, sqliteReason } from '../sqlite/sqlite-failure.ts';
import { OutboxFile } from './outbox-file.ts';
import type { FromOutbox, OutboxWorkerData, ToOutbox } from './outbox-messages.ts';
import { OutboxUpkeep } from './outbox-upkeep.ts';
import { openShipping } from './shipping.ts';

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };
const random: Random = () => Math.random();

function run(options: OutboxWorkerData): void {
  const file = new OutboxFile({ ...options, ships: options.url !== null });
  const write = ({ seq, rows }: Extract<ToOutbox, { kind: 'write' }>): void => {
    try {
      say({ kind: 'committed', seq, unsound: file.write(rows).length });
    } catch (error) {
      say({ kind: 'refused', seq, reason: sqliteReason(error), message: explainSqlite(options.file, error) });
    }
  };
  say({ kind: 'opened' });
  const shipping = options.url === null ? null : openShipping(options.url, { file, say, clock, random });
  const upkeep = new OutboxUpkeep(file, { clock, say, shipping });
  const stop = async (): Promise<void> => {
    upkeep.stop();
    await shipping?.finish();
    file[Symbol.dispose]();
    parentPort?.close();
  };
  parentPort?.on('message', (message: ToOutbox) => (message.kind === 'write' ? write(message) : void stop()));
}

function say(message: FromOutbox): void {
  parentPort?.postMessage(message);
}

try {
  run(workerData as OutboxWorkerData);
} catch (error) {
  say({ kind: 'unusable', message: error instanceof Error ? error.message : String(error) });
}
