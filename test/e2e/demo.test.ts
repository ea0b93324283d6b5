import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Undone after each test, latest first. */
const undo: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  while (undo.length > 0) await undo.pop()?.();
});

interface Demo {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  said(): string;
  readonly ended: Promise<number | null>;
}

function startDemo(...args: readonly string[]): Demo {
  const child = spawn(process.execPath, [join(root, 'scripts', 'demo', 'main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  undo.push(() => void child.kill('SIGKILL'));
  return { process: child, said: () => text, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

/** A listener on a port that was free a moment ago. */
async function takenPort(): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

describe('npm run demo -- --rollout', () => {
  it('shows a promotion and a rollback in less than three minutes', { timeout: 200_000 }, async () => {
    const beganAtMs = performance.now();
    const demo = startDemo('--rollout', '--port', String(await takenPort()));
    expect(await demo.ended, demo.said()).toBe(0);
    expect(performance.now() - beganAtMs).toBeLessThan(180_000);
    expect(demo.said()).toMatch(/deciding → promoting +by rollout/);
    expect(demo.said()).toMatch(/running → rolled_back +by rollout +errors: .* budget 15/);
  });
});

describe('npm run demo', () => {
  it('measures, prints the table, keeps the files, and takes the next port where its own is taken', async () => {
    const port = await takenPort();
    const out = mkdtempSync(join(tmpdir(), 'slipstream-demo-test-'));
    undo.push(() => rmSync(out, { recursive: true, force: true }));
    const demo = startDemo('--exit', '--out', out, '--port', String(port));
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
    const demo = startDemo('--port', String(await takenPort()));
    await expect.poll(() => demo.said(), { timeout: 30_000 }).toContain('Measuring through');
    const url = /Measuring through (http:\S+)/.exec(demo.said())?.[1] ?? '';
    expect((await fetch(`${url}/health`)).status).toBe(200);
    demo.process.kill('SIGINT');
    expect(await demo.ended).toBe(130);
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });

  it('refuses an unknown option with the usage', async () => {
    const demo = startDemo('--fast');
    expect(await demo.ended).toBe(2);
    expect(demo.said()).toContain('--fast');
    expect(demo.said()).toContain('Usage: npm run demo');
  });
});
