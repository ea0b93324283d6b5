import { Worker } from 'node:worker_threads';
import type { Cancel, Logger, Timers } from '../../ports.ts';
import type { StoredSpending } from '../../metering/usage/spending.ts';
import { KeyError } from '../../key-error.ts';
import type { KeysReading } from './open-store.ts';
import type { FromStore, StoreWorkerData, ToStore } from './store-messages.ts';
import type { StoreMethod, StoreService } from './store-service.ts';

/** Longest that a start waits to hear which keys there are. */
const FIRST_WORD_MS = 5000;

const RETRY_MS = 1000;

export interface StoreClientParts {
  readonly timers: Timers;
  readonly logger: Logger;
  readonly onKeys: (keys: KeysReading) => void;
  readonly onSpending: (spending: readonly StoredSpending[]) => void;
}

interface Asked {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The database, asked through a thread: whatever it takes, requests do not wait for it. */
export class StoreClient implements StoreService {
  readonly #data: StoreWorkerData;
  readonly #parts: StoreClientParts;
  readonly #asked = new Map<number, Asked>();
  #worker: Worker;
  #count = 0;
  #onFirstWord: (() => void) | null = null;
  #unreachable = false;
  #stopping = false;

  constructor(data: StoreWorkerData, parts: StoreClientParts) {
    this.#data = data;
    this.#parts = parts;
    this.#worker = this.#startThread();
  }

  /** Resolves when the keys are known, or the database cannot be reached, or takes too long. */
  async firstWord(): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel: Cancel = this.#parts.timers.after(FIRST_WORD_MS, resolve);
      this.#onFirstWord = () => {
        cancel();
        resolve();
      };
    });
    this.#onFirstWord = null;
  }

  createKey: StoreService['createKey'] = (...args) => this.#call('createKey', args);
  rotateKey: StoreService['rotateKey'] = (...args) => this.#call('rotateKey', args);
  revokeKey: StoreService['revokeKey'] = (...args) => this.#call('revokeKey', args);
  listKeys: StoreService['listKeys'] = (...args) => this.#call('listKeys', args);
  keyEvents: StoreService['keyEvents'] = (...args) => this.#call('keyEvents', args);
  usageParts: StoreService['usageParts'] = (...args) => this.#call('usageParts', args);

  async stop(): Promise<void> {
    this.#stopping = true;
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#tell({ kind: 'stop' });
    const cancel = this.#parts.timers.after(RETRY_MS, () => void this.#worker.terminate());
    await ended;
    cancel();
  }

  async #call<T>(method: StoreMethod, args: readonly unknown[]): Promise<T> {
    this.#count += 1;
    const id = this.#count;
    const value = await new Promise<unknown>((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#tell({ kind: 'call', id, method, args });
    });
    return value as T;
  }

  #tell(message: ToStore): void {
    this.#worker.postMessage(message);
  }

  #startThread(): Worker {
    const worker = new Worker(new URL('store-worker.ts', import.meta.url), { workerData: this.#data });
    worker.on('message', (message: FromStore) => this.#heard(message));
    worker.on('error', (error) => this.#parts.logger.error({ err: error }, 'the thread of the database ended'));
    worker.on('exit', () => {
      for (const { reject } of this.#asked.values()) reject(new Error('The thread of the database ended.'));
      this.#asked.clear();
      if (this.#stopping) return;
      this.#parts.timers.after(RETRY_MS, () => {
        if (!this.#stopping) this.#worker = this.#startThread();
      });
    });
    return worker;
  }

  #heard(message: FromStore): void {
    switch (message.kind) {
      case 'keys':
        this.#reached();
        this.#parts.onKeys(message.keys);
        this.#onFirstWord?.();
        return;
      case 'spending':
        this.#parts.onSpending(message.spending);
        return;
      case 'unreachable':
        this.#lost(message.message);
        this.#onFirstWord?.();
        return;
      case 'answer':
        this.#settled(message.id)?.resolve(message.value);
        return;
      case 'failure': {
        const { id, keyReason, message: text } = message;
        this.#settled(id)?.reject(keyReason === null ? new Error(text) : new KeyError(keyReason, text));
      }
    }
  }

  #settled(id: number): Asked | undefined {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    return asked;
  }

  #lost(error: string): void {
    if (this.#unreachable) return;
    this.#unreachable = true;
    this.#parts.logger.error(
      { error },
      'the database cannot be asked for keys and usage; what was known of keys stays in force',
    );
  }

  #reached(): void {
    if (this.#unreachable) this.#parts.logger.warn({}, 'the database can be asked again');
    this.#unreachable = false;
  }
}
