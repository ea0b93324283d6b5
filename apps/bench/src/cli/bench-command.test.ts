import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import picocolors from 'picocolors';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../run/clock.ts';
import { startTgi } from '../testing/start-tgi.ts';
import { benchCommand } from './bench-command.ts';

async function run(args: readonly string[], terminal: { columns?: number; signal?: AbortSignal } = {}) {
  let [out, err] = ['', ''];
  const code = await benchCommand(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    terminalColumns: () => terminal.columns ?? null,
    colors: picocolors.createColors(false),
    clock: systemClock,
    node: 'v24',
    apiKey: null,
    signal: terminal.signal ?? new AbortController().signal,
  });
  return { code, out, err };
}

const short = ['--vus', '1', '--requests', '3', '--quiet', '0s'];

describe('benchCommand', () => {
  it('prints the table on out, progress on err, and exits with 0', async () => {
    const { url } = await startTgi();
    const { code, out, err } = await run(['run', '--target', `baseline=${url.origin}`, ...short]);
    expect(code).toBe(0);
    expect(out).toMatch(/\| Acceleration\n[-|]+\nscripted \|  1 \| .*\| +9 \| +9 \| +1\.00\n/u);
    expect(err).toContain('1/1  1 VU  measured: baseline 3 answers');
    expect(out).not.toContain('measured');
  });

  it('writes the report files where it was told', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { url } = await startTgi();
    const { err } = await run(['run', '--target', `a=${url.origin}`, ...short, '--out', folder], { columns: 90 });
    expect((await readdir(folder)).toSorted()).toEqual(['acceleration.json', 'acceleration.md', 'requests.jsonl']);
    expect(err).toContain('\u001B[?25h');
  });

  it('exits with 2 and one line for wrong usage', async () => {
    expect(await run(['run', '--vus', 'x', '--target', 'a=http://h'])).toEqual({
      code: 2,
      out: '',
      err: 'bench: --vus: "x" is not a whole number from 1 up\n',
    });
    expect((await run(['compare'])).code).toBe(2);
  });

  it('exits with 1 and one line where nothing can be measured', async () => {
    const { code, err } = await run(['run', '--target', 'a=http://127.0.0.1:1', ...short]);
    expect(code).toBe(1);
    expect(err).toBe('bench: counters: http://127.0.0.1:1/metrics cannot be reached (ECONNREFUSED)\n');
  });

  it('exits with 130 when interrupted, and reports nothing', async () => {
    const interrupt = new AbortController();
    const { url } = await startTgi({ instead: () => (interrupt.abort(new Error('interrupted')), true) });
    const { code, out } = await run(['run', '--target', `a=${url.origin}`, ...short], { signal: interrupt.signal });
    expect([code, out]).toEqual([130, '']);
  });

  it('shows every option in its help', async () => {
    const { code, out } = await run(['run', '--help']);
    expect(code).toBe(0);
    for (const option of ['--target', '--via', '--no-stream', '--allow-shared', '--base', '--quiet']) {
      expect(out).toContain(option);
    }
    expect((await run([])).code).toBe(2);
  });
});
