import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmulator, type Emulator } from '../support/start.ts';

/** The k6 script of the seed document's command, run by a real k6 against the emulated server. */

const folder = join(import.meta.dirname, '..', '..', 'deploy', 'k6');
const k6 = process.env['K6'] ?? 'k6';
const isInstalled = spawnSync(k6, ['version']).status === 0;
if (!isInstalled) {
  console.warn(
    'SKIPPED: k6 is not installed. With Go: go install go.k6.io/k6@v1.8.1, then put it on the PATH or name it in K6.',
  );
}

describe.skipIf(!isInstalled)('k6 run -e VU=10 -e DATA=samples.json oai_load.js', () => {
  let emulator: Emulator;
  const out = mkdtempSync(join(tmpdir(), 'slipstream-k6-'));

  beforeAll(async () => {
    emulator = await startEmulator('--speculator', 'mlp', '--time-scale', '20');
  });

  afterAll(async () => {
    await emulator?.stop();
    rmSync(out, { recursive: true, force: true });
  });

  it('passes against a healthy server, and counts the tokens that the server counted', async () => {
    const { status, summary } = await run();
    expect(status).toBe(0);
    const { tokens } = await emulator.truth();
    expect(tokens).toBeGreaterThan(0);
    expect(summary).toMatch(new RegExp(`"tokens":.*?"count": ?${tokens}\\b`, 's'));
  });

  it('fails when streams are cut: an in-stream failure is a failure', async () => {
    await fetch(`${emulator.url}/emulator/faults`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ faults: [{ kind: 'cut-mid-event', after: 5 }] }),
    });
    const { status } = await run();
    expect(status).toBe(99);
  });

  function run(): Promise<{ readonly status: number | null; readonly summary: string }> {
    const file = join(out, 'summary.json');
    const host = new URL(emulator.url).host;
    const settings = ['VU=10', 'DATA=samples.json', `HOST=${host}`, 'DURATION=3s'].flatMap((setting) => [
      '-e',
      setting,
    ]);
    const child = spawn(
      k6,
      ['run', '--quiet', '--no-usage-report', '--summary-export', file, ...settings, 'oai_load.js'],
      {
        cwd: folder,
        stdio: 'ignore',
      },
    );
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (status) => resolve({ status, summary: readFileSync(file, 'utf8') }));
    });
  }
});
