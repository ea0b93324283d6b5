import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Cancel, Clock, Timers } from '../../ports.ts';
import type { LedgerValue } from '../ledger/ledger-row.ts';
import { SqliteUnusable } from '../sqlite/open-sqlite.ts';
import type { FromOutbox, OutboxWorkerData, ToOutbox } from './outbox-messages.ts';
import type { OutboxReports } from './outbox-reports.ts';

/**
 * Rows are gathered so long before they go to disk together: of the 20 ms that are promised this leaves what writing takes. The
 * dear part is the group: waking the thread, and writing whole pages for it.
 */
const GATHER_MS = 15;

/** A disk that took nothing is asked again this often; so is a thread that ended. */
const RETRY_MS = 1000;

/** Rows that may wait in memory: some 60 MB, and minutes of a disk that is gone. */
const MOST_WAITING = 100_000;

/** At the end, for what is still to be written. */
const STOP_MS = 5000;

/** Rows that are committed together. */
interface Group {
  readonly seq: number;
  readonly rows: readonly (readonly LedgerValue[])[];
  readonly whenCommitted: readonly (() => void)[];
  readonly oldestAtMs: number;
}

export interface OutboxParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly reports: OutboxReports;
}

/**
 * The way of rows to disk, seen from the thread that serves requests: nothing here waits for the disk. One group is under
 * way at a time, and what comes meanwhile is the next one. A group is kept until it is committed: when the disk is full or
 * the thread ends, it is handed over again, and since rows replace their like no row is there twice.
 */
export class Outbox {
  readonly #data: OutboxWorkerData;
  readonly #parts: OutboxParts;
  #worker: Worker;
  #gathered: (readonly LedgerValue[])[] = [];
  #whenCommitted: (() => void)[] = [];
  #gatheredAtMs = 0;
  #underWay: Group | null = null;
  #seq = 0;
  #timer: Cancel | null = null;
  /** What is gathered shall not wait for more. */
  #isDue = false;
  #onIdle: (() => void) | null = null;
  /** Its thread was told to end. */
  #closing = false;

  private constructor(data: OutboxWorkerData, parts: OutboxParts, worker: Worker) {
    this.#data = data;
    this.#parts = parts;
    this.#worker = worker;
    this.#attend(worker);
  }

  /** @throws SqliteUnusable where the file cannot be used, with what would put it right. */
  static async open(data: OutboxWorkerData, parts: OutboxParts): Promise<Outbox> {
    return new Outbox(data, parts, await startThread(data));
  }

  /** Rows in memory that are not on disk. */
  get waiting(): number {
    return this.#gathered.length + (this.#underWay?.rows.length ?? 0);
  }

  /** Takes a row over. It is on disk within 20 ms, where the disk is well. */
  append(row: readonly LedgerValue[]): void {
    if (!this.#gather(row)) return;
    this.#timer ??= this.#parts.timers.after(GATHER_MS, () => this.#due());
  }

  /** Takes a row over without waiting for more; `committed` is called when it is on disk, and never if it is lost. */
  commit(row: readonly LedgerValue[], committed: () => void): void {
    if (!this.#gather(row)) return;
    this.#whenCommitted.push(committed);
    this.#due();
  }

  /** Resolves when all rows are on disk, or their time is over, and the file is closed. Nothing may be appended any more. */
  async stop(): Promise<void> {
    await this.#untilIdle();
    this.#timer?.();
    this.#closing = true;
    this.#tell({ kind: 'stop' });
    await new Promise<void>((resolve) => {
      // Also where it has ended by itself already.
      const cancel = this.#parts.timers.after(STOP_MS, () => void this.#worker.terminate().then(() => resolve()));
      this.#worker.once('exit', () => {
        cancel();
        resolve();
      });
    });
    if (this.waiting > 0) this.#parts.reports.lost(this.waiting);
  }

  #gather(row: readonly LedgerValue[]): boolean {
    if (this.waiting >= MOST_WAITING) {
      this.#parts.reports.lost(1);
      return false;
    }
    if (this.#gathered.length === 0) this.#gatheredAtMs = this.#parts.clock.now();
    this.#gathered.push(row);
    return true;
  }

  #due(): void {
    this.#timer?.();
    this.#timer = null;
    this.#isDue = true;
    if (this.#underWay === null) this.#send();
  }

  #send(): void {
    if (this.#gathered.length === 0) return this.#onIdle?.();
    const [rows, whenCommitted] = [this.#gathered, this.#whenCommitted];
    [this.#gathered, this.#whenCommitted, this.#isDue] = [[], [], false];
    this.#seq += 1;
    this.#underWay = { seq: this.#seq, rows, whenCommitted, oldestAtMs: this.#gatheredAtMs };
    this.#tell({ kind: 'write', seq: this.#seq, rows: JSON.stringify(rows) });
  }

  #again(): void {
    if (this.#underWay === null) return;
    const { seq, rows } = this.#underWay;
    this.#tell({ kind: 'write', seq, rows: JSON.stringify(rows) });
  }

  #tell(message: ToOutbox): void {
    this.#worker.postMessage(message);
  }

  #attend(worker: Worker): void {
    worker.on('message', (message: FromOutbox) => this.#heard(message));
    let failure: unknown = null;
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', () => {
      if (this.#closing) return;
      this.#parts.reports.threadEnded(failure);
      this.#parts.timers.after(RETRY_MS, () => void this.#replaceThread());
    });
  }

  async #replaceThread(): Promise<void> {
    if (this.#closing) return;
    try {
      this.#worker = await startThread(this.#data);
    } catch (error) {
      this.#parts.reports.refused('other', String(error), this.waiting);
      this.#parts.timers.after(RETRY_MS, () => void this.#replaceThread());
      return;
    }
    this.#attend(this.#worker);
    this.#again();
  }

  #heard(message: FromOutbox): void {
    const { reports, timers } = this.#parts;
    switch (message.kind) {
      case 'committed':
        if (message.unsound > 0) reports.unsound(message.unsound);
        return this.#committed(message.seq);
      case 'refused':
        reports.refused(message.reason, message.message, this.waiting);
        timers.after(RETRY_MS, () => this.#again());
        return;
      case 'status':
        reports.waiting(this.waiting);
        return reports.status(message);
      case 'shipping-failed':
        return reports.shippingFailed(message.message, message.retryMs);
      case 'shipping-recovered':
        return reports.shippingRecovered();
      case 'unshippable':
        return reports.unshippable(message.message);
      case 'opened':
      case 'unusable':
        return;
    }
  }

  #committed(seq: number): void {
    const group = this.#underWay;
    // A group that was handed over twice is committed twice.
    if (group === null || group.seq !== seq) return;
    this.#underWay = null;
    const { clock, reports } = this.#parts;
    reports.committed(group.rows.length, (clock.now() - group.oldestAtMs) / 1000);
    for (const tell of group.whenCommitted) tell();
    if (this.#isDue || this.#onIdle !== null) this.#send();
  }

  async #untilIdle(): Promise<void> {
    if (this.waiting === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.timers.after(STOP_MS, resolve);
      this.#onIdle = () => {
        cancel();
        resolve();
      };
      this.#due();
    });
  }
}

/** Resolves when it has opened the file. */
async function startThread(data: OutboxWorkerData): Promise<Worker> {
  const worker = new Worker(new URL('outbox-worker.ts', import.meta.url), { workerData: data });
  const patience = new AbortController();
  const { signal } = patience;
  try {
    const ended = once(worker, 'exit', { signal }).then(() => {
      throw new Error('the thread of the ledger ended before it had opened its file');
    });
    // Rejects with what the thread threw.
    const said = once(worker, 'message', { signal }) as Promise<FromOutbox[]>;
    const [first] = await Promise.race([said, ended]);
    if (first?.kind === 'unusable') throw new SqliteUnusable(first.message);
    return worker;
  } finally {
    patience.abort();
  }
}
