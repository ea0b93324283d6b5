import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPostgres } from '../../../apps/gateway/src/store/postgres/open-postgres.ts';
import { GatewayChild } from '../../support/gateway-child.ts';
import { readLedger, tokensOf, unbooked } from '../../support/ledger-reading.ts';
import { LedgerTraffic } from '../../support/ledger-traffic.ts';
import type { FinishedRequest } from '../../support/ledger-traffic.ts';
import { MetricsReading } from '../../support/metrics-reading.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { startEmulator } from '../../support/start.ts';
import type { Emulator } from '../../support/start.ts';
import { TestPostgres } from '../../support/test-postgres.ts';
import { until } from '../../support/until.ts';

/**
 * The ledger against everything that takes a process, a disk or a database away. Field issues: litellm#6633,
 * Augustas11/macprovider#187. `SLIPSTREAM_CRASHES=200` kills as often as the full proof wants, and
 * `SLIPSTREAM_OUTAGE_SECONDS=60` keeps Postgres away for a minute.
 */
const crashes = Number(process.env['SLIPSTREAM_CRASHES'] ?? 8);
const outageSeconds = Number(process.env['SLIPSTREAM_OUTAGE_SECONDS'] ?? 1.5);
const seed = Number(process.env['SLIPSTREAM_SEED'] ?? 1);
const CLIENTS = 6;
/** Longest way into the traffic at which the process is killed. */
const KILL_WITHIN_MS = 400;
/** Promised are 20; a busy machine may take a blink longer to run the thread. */
const BOOKED_WITHIN_MS = 300;
/** Of a machine that has much else to do. */
const perCrashMs = 12_000;

const random = seededRandom(seed);
let engine: Emulator;
let folder: string;
let file: string;

beforeAll(async () => {
  engine = await startEmulator('--dialect', 'tgi-3.3', '--time-scale', '20');
}, 30_000);
afterAll(() => engine?.stop());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-crash-'));
  file = join(folder, 'ledger.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function yaml(durability: string, url: string | null = null): string {
  return `
database: { path: ${file}${url === null ? '' : `, url: "${url}"`} }
metering: { durability: ${durability} }
models:
  tgi: { variants: { baseline: { engine: tgi, model: m, replicas: ["${engine.url}"] } } }
`;
}

async function serve(config: string, name: string, forMs: number): Promise<readonly FinishedRequest[]> {
  await using gateway = await GatewayChild.start(config);
  const traffic = new LedgerTraffic({ url: gateway.url, clients: CLIENTS, name });
  await sleep(forMs);
  const killedAtMs = performance.now();
  await gateway[Symbol.asyncDispose]();
  await traffic.stop();
  return traffic.finished.filter(({ atMs }) => atMs <= killedAtMs || config.includes('before-end'));
}

/** Ends in peace, so that all that waits is written. */
async function endInPeace(gateway: GatewayChild): Promise<void> {
  gateway.signal('SIGTERM');
  expect(await gateway.exitCode()).toBe(0);
  expect(gateway.complaints).toEqual([]);
}

describe(`killed ${crashes} times in the middle of traffic`, () => {
  it(
    'before-end: no finished request is without its row, and none has two',
    { timeout: 30_000 + crashes * perCrashMs },
    async () => {
      const finished: FinishedRequest[] = [];
      for (let crash = 0; crash < crashes; crash += 1) {
        finished.push(...(await serve(yaml('before-end'), `crash-${crash}`, random() * KILL_WITHIN_MS)));
        expect(unbooked(finished, readLedger(file)), `after crash ${crash}, seed ${seed}`).toEqual([]);
      }
      expect(finished.length).toBeGreaterThan(crashes);
      console.log(`before-end: ${crashes} kills, ${finished.length} finished requests, each with its one row`);
    },
  );

  it(
    'async: what was finished 0.3 s before has its row, and none has two',
    { timeout: 30_000 + crashes * perCrashMs },
    async () => {
      const finished: FinishedRequest[] = [];
      for (let crash = 0; crash < crashes / 4; crash += 1) {
        const forMs = BOOKED_WITHIN_MS + random() * KILL_WITHIN_MS;
        const seen = await serve(yaml('async'), `crash-${crash}`, forMs);
        const lastMs = Math.max(0, ...seen.map(({ atMs }) => atMs));
        finished.push(...seen.filter(({ atMs }) => atMs < lastMs - BOOKED_WITHIN_MS));
        expect(unbooked(finished, readLedger(file)), `after crash ${crash}, seed ${seed}`).toEqual([]);
      }
      expect(finished.length).toBeGreaterThan(0);
    },
  );
});

describe('sums', () => {
  it('are those of the engine, to the token, where nobody left', { timeout: 30_000 }, async () => {
    const before = await engine.truth();
    await using gateway = await GatewayChild.start(yaml('async'));
    const traffic = new LedgerTraffic({ url: gateway.url, clients: CLIENTS, name: 'sums' });
    await sleep(1500);
    await traffic.stop();
    await endInPeace(gateway);
    const after = await engine.truth();
    const rows = readLedger(file);
    expect(unbooked(traffic.finished, rows)).toEqual([]);
    expect(rows).toHaveLength(after.requests - before.requests);
    expect(tokensOf(rows)).toBe(after.tokens - before.tokens);
  });

  it('hold when the clock is set, by years and backwards', { timeout: 30_000 }, async () => {
    const before = await engine.truth();
    await using gateway = await GatewayChild.start(yaml('async'), { nodeArgs: ['--import', clockThatJumps()] });
    const traffic = new LedgerTraffic({ url: gateway.url, clients: CLIENTS, name: 'clock' });
    await sleep(3000);
    await traffic.stop();
    await endInPeace(gateway);
    const rows = readLedger(file);
    expect(unbooked(traffic.finished, rows)).toEqual([]);
    expect(tokensOf(rows)).toBe((await engine.truth()).tokens - before.tokens);
    const stamps = rows.map((row) => row.received_at_ms);
    expect(Math.max(...stamps) - Math.min(...stamps)).toBeGreaterThan(365 * 86_400_000);
    expect(Math.min(...rows.map((row) => row.duration_seconds))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...rows.map((row) => row.duration_seconds))).toBeLessThan(30);
  });
});

describe.skipIf(!hasPrlimit())('a disk that is full for a while', () => {
  const timeout = 60_000;

  it.each(['async', 'before-end'])(
    '%s: holds rows back, raises an alarm, and has them all',
    { timeout },
    async (mode) => {
      const before = await engine.truth();
      const log: string[] = [];
      await using gateway = await GatewayChild.start(yaml(mode), { onLine: (line) => log.push(line) });
      const traffic = new LedgerTraffic({ url: gateway.url, clients: CLIENTS, name: 'full' });
      await sleep(500);
      limitFiles(gateway.pid, `${statSync(`${file}-wal`).size}`);
      await until(async () => log.some((line) => line.includes('cannot be written')), `no alarm: ${log.join('\n')}`);
      await until(
        async () => (await MetricsReading.read(gateway.url)).sum('slipstream_ledger_waiting_rows') > 0,
        'no row waits',
      );
      limitFiles(gateway.pid, 'unlimited');
      await until(
        async () => log.some((line) => line.includes('written again')),
        `not written again: ${log.join('\n')}`,
      );
      await traffic.stop();
      gateway.signal('SIGTERM');
      expect(await gateway.exitCode()).toBe(0);
      const rows = readLedger(file);
      expect(unbooked(traffic.finished, rows)).toEqual([]);
      expect(tokensOf(rows)).toBe((await engine.truth()).tokens - before.tokens);
    },
  );
});

describe.skipIf(!TestPostgres.isThere())('a shared database that comes and goes', () => {
  // A database that was away for so long is asked again within as long, and a minute at most.
  const timeout = 90_000 + 2000 * outageSeconds;

  it('has every row once in the end, though gateway and database were killed', { timeout }, async () => {
    await using postgres = await TestPostgres.start();
    const config = yaml('before-end', postgres.url);
    const finished = [...(await serve(config, 'shared-0', 1500))];
    await postgres.stop();
    finished.push(...(await serve(config, 'shared-1', 1000)));
    await postgres.start();
    await using gateway = await GatewayChild.start(config);
    const traffic = new LedgerTraffic({ url: gateway.url, clients: CLIENTS, name: 'shared-2' });
    await sleep(1000);
    const finishedBefore = traffic.finished.length;
    await postgres.stop();
    await sleep(outageSeconds * 1000);
    const finishedInOutage = traffic.finished.length - finishedBefore;
    await postgres.start();
    const backAtMs = performance.now();
    await traffic.stop();
    finished.push(...traffic.finished);
    const unshipped = async (): Promise<number> =>
      (await MetricsReading.read(gateway.url)).sum('slipstream_ledger_unshipped_rows');
    await expect.poll(unshipped, { timeout: 30_000 + 1000 * outageSeconds, interval: 50 }).toBe(0);
    const caughtUpSeconds = (performance.now() - backAtMs) / 1000;
    gateway.signal('SIGTERM');
    expect(await gateway.exitCode()).toBe(0);
    const shared = openPostgres(postgres.url, 1);
    const shipped = await shared.tables.selectFrom('requests').selectAll().execute();
    await shared.close();
    expect(unbooked(finished, shipped)).toEqual([]);
    const inFile = readLedger(file);
    expect(shipped.map(({ id }) => id).sort()).toEqual(inFile.map(({ id }) => id).sort());
    expect(tokensOf(shipped)).toBe(tokensOf(inFile));
    expect(finishedInOutage).toBeGreaterThan(0);
    console.log(
      `away for ${outageSeconds} s: ${finishedInOutage} requests finished meanwhile; ${shipped.length} rows, all shipped ` +
        `${caughtUpSeconds.toFixed(1)} s after it was back`,
    );
  });
});

/** Runs in every thread of the gateway: a wall clock that is four hundred days off, one way or the other, now and then. */
function clockThatJumps(): string {
  const source = `
    const real = Date.now.bind(Date);
    const offsets = [0, 400, -400, 3650];
    const started = performance.now();
    Date.now = () => real() + offsets[Math.floor((performance.now() - started) / 350) % offsets.length] * 86_400_000;
  `;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

function hasPrlimit(): boolean {
  const there = spawnSync('prlimit', ['--version']).status === 0;
  if (!there) console.error('NO prlimit (util-linux): a full disk is NOT tested here.');
  return there;
}

/** What a process may write into a file from now on: beyond it every write fails, as on a full disk. */
function limitFiles(pid: number, bytes: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);
  if (status !== 0) throw new Error(`prlimit: ${String(stderr)}`);
}
