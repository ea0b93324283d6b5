import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Cancel, Timers } from '../ports.ts';
import { watchFile } from './watch-file.ts';

const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

let folder: string;
let stop: Cancel = () => undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-watch-'));
});

afterEach(() => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Resolves with the first change. */
function change(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    stop = watchFile(file, { timers, onChange: () => resolve('changed'), onFailure: reject });
  });
}

it('sees a file that is written in place', async () => {
  const file = join(folder, 'slipstream.yaml');
  writeFileSync(file, 'a');
  const changed = change(file);
  writeFileSync(file, 'b');
  expect(await changed).toBe('changed');
});

it('sees a file that is replaced, as editors do', async () => {
  const file = join(folder, 'slipstream.yaml');
  writeFileSync(file, 'a');
  writeFileSync(join(folder, 'new'), 'b');
  const changed = change(file);
  renameSync(join(folder, 'new'), file);
  expect(await changed).toBe('changed');
});

it('sees a folder behind a link that is replaced, as Kubernetes does with a ConfigMap', async () => {
  for (const [version, text] of [
    ['v1', 'a'],
    ['v2', 'b'],
  ] as const) {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, 'slipstream.yaml'), text);
  }
  symlinkSync('v1', join(folder, '..data'));
  symlinkSync(join('..data', 'slipstream.yaml'), join(folder, 'slipstream.yaml'));
  symlinkSync('v2', join(folder, '..data_tmp'));
  const changed = change(join(folder, 'slipstream.yaml'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  expect(await changed).toBe('changed');
});

it('makes one change of many writes', async () => {
  const file = join(folder, 'slipstream.yaml');
  const planned: (() => void)[] = [];
  let changes = 0;
  const first = new Promise<void>((resolve) => {
    const manual: Timers = {
      after(_delayMs, run) {
        planned.push(run);
        resolve();
        return () => undefined;
      },
    };
    stop = watchFile(file, { timers: manual, onChange: () => (changes += 1), onFailure: () => undefined });
  });
  for (const text of ['a', 'b', 'c']) writeFileSync(file, text);
  await first;
  expect(planned).toHaveLength(1);
  planned[0]?.();
  expect(changes).toBe(1);
});
