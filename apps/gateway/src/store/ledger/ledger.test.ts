import { DatabaseSync } from 'node:sqlite';
import type { Durability } from '@slipstream/config';
import { Instruments } from '@slipstream/metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestFigures } from '../../metering/request-figures.ts';
import type { RequestRecord } from '../../metering/request-record.ts';
import { testConfig } from '../../metering/testing/test-config.ts';
import { decisionFor, settledRecord } from '../../metering/testing/test-records.ts';
import { StoreFolder } from '../testing/store-folder.ts';
import { openLedger } from './open-ledger.ts';
import type { OpenLedger } from './open-ledger.ts';

let folder: StoreFolder;
beforeEach(() => {
  folder = new StoreFolder();
});
afterEach(() => folder[Symbol.dispose]());

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function open(durability: Durability): Promise<OpenLedger> {
  return await openLedger({
    database: { file: folder.file, url: null, retentionMs: 9e9, maxBytes: 2 ** 30 },
    durability,
    instruments: new Instruments(),
    clock: { now: () => performance.now(), wallTime: () => Date.now() },
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs / 10);
        return () => clearTimeout(timer);
      },
    },
    logger: silent,
  });
}

function record(over: Partial<RequestRecord> = {}): RequestRecord {
  return settledRecord({ decision: decisionFor(testConfig(), 'mlp'), ...over });
}

/** Anything that is still to come is written by `stop`. */
function rows(): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(folder.file, { readOnly: true });
  const found = database.prepare('SELECT id, request_id, outcome, status FROM requests ORDER BY rowid').all();
  database.close();
  return found;
}

function settle({ ledger }: OpenLedger, settled: RequestRecord): void {
  ledger.settle(settled, requestFigures(settled));
}

describe('Ledger', () => {
  it('books what was accepted, also twice the same request id, and nothing else', async () => {
    const open_ = await open('async');
    expect(open_.ledger.commit(record())).toBeNull();
    settle(open_, record());
    settle(open_, record());
    settle(open_, record({ outcome: 'rate_limited', status: 429 }));
    await open_.stop();
    expect(rows()).toMatchObject([{ request_id: 'req-1' }, { request_id: 'req-1' }]);
    expect(new Set(rows().map(({ id }) => id)).size).toBe(2);
  });

  it('has the row on disk before the end, and no second one after it', async () => {
    const open_ = await open('before-end');
    const underWay = record({ outcome: null, status: null, endedAtMs: null });
    await open_.ledger.commit(underWay);
    expect(rows()).toMatchObject([{ outcome: 'ok', status: 200 }]);
    const [booked] = rows();
    settle(open_, Object.assign(underWay, { outcome: 'ok', status: 200, endedAtMs: 1720 }));
    await open_.stop();
    expect(rows()).toEqual([booked]);
  });

  it('corrects a row whose request ended otherwise than it was booked', async () => {
    const open_ = await open('before-end');
    const underWay = record({ outcome: null, status: null, endedAtMs: null });
    await open_.ledger.commit(underWay);
    settle(open_, Object.assign(underWay, { outcome: 'client_gone', status: 200, endedAtMs: 1720 }));
    await open_.stop();
    expect(rows()).toMatchObject([{ outcome: 'client_gone', status: 200 }]);
  });

  it('breaks off an answer that the disk does not take in time, and keeps the row', async () => {
    const open_ = await open('before-end');
    const other = new DatabaseSync(folder.file);
    other.exec('BEGIN IMMEDIATE');
    await expect(open_.ledger.commit(record({ outcome: null }))).rejects.toMatchObject({ code: 'ledger_unavailable' });
    other.exec('COMMIT');
    other.close();
    await open_.stop();
    expect(rows()).toHaveLength(1);
  }, 15_000);
});
