import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startDemo, takenPort } from '../support/demo-run.ts';
import type { Undo } from '../support/demo-run.ts';

const root = join(import.meta.dirname, '..', '..');

const undo: Undo = [];
afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.();
});

describe('npm run demo', () => {
  it('measures, prints the table, keeps the files, and takes the next port where its own is taken', async () => {
    const port = await takenPort(undo);
    const out = mkdtempSync(join(tmpdir(), 'slipstream-demo-test-'));
    undo.push(() => rmSync(out, { recursive: true, force: true }));
    const demo = startDemo(undo, '--exit', '--out', out, '--port', String(port));
    expect(await demo.ended, demo.said()).toBe(0);
    expect(demo.said()).toContain(`Port ${port} is taken`);
    expect(demo.said()).toMatch(
      /Model +\| vu \| +Throughput \(req\/s\) \| +Token Sum \| +Tokens Count \| +Total Tokens \| +Acceleration/,
    );
    expect(readdirSync(out).toSorted()).toEqual([
      'acceleration.json',
      'acceleration.md',
      'acceleration.svg',
      'requests.jsonl',
    ]);
    const check = spawn(process.execPath, [
      join(root, 'scripts', 'check-acceleration.ts'),
      join(out, 'acceleration.json'),
    ]);
    const problems: string[] = [];
    check.stderr.on('data', (chunk: Buffer) => problems.push(chunk.toString()));
    await new Promise((resolve) => check.once('exit', resolve));
    expect(problems.join('')).toBe('');
  });

  it('stops all it started on Ctrl-C', async () => {
    const demo = startDemo(undo, '--port', String(await takenPort(undo)));
    await expect.poll(() => demo.said(), { timeout: 30_000 }).toContain('Measuring through');
    const url = /Measuring through (http:\S+)/.exec(demo.said())?.[1] ?? '';
    expect((await fetch(`${url}/health`)).status).toBe(200);
    demo.process.kill('SIGINT');
    expect(await demo.ended).toBe(130);
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });

  it('refuses an unknown option with the usage', async () => {
    const demo = startDemo(undo, '--fast');
    expect(await demo.ended).toBe(2);
    expect(demo.said()).toContain('--fast');
    expect(demo.said()).toContain('Usage: npm run demo');
  });
});
