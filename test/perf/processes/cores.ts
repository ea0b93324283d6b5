import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** The proxy has a core of its own; everything that drives and feeds it shares another. */
export const cores = { proxy: 0, load: 1 } as const;

/**
 * Null where processes can be pinned; else why they cannot, which makes all figures noisier. Asked once, at the start:
 * a process that has pinned itself sees one core.
 */
export const whyNotPinned: string | null = findWhyNotPinned();

/** A command that runs on one core only, where that can be had. */
export function pinned(core: keyof typeof cores, command: readonly string[]): readonly string[] {
  return whyNotPinned === null ? ['taskset', '-c', String(cores[core]), ...command] : command;
}

/** Moves this process, which drives the load, off the proxy's core. */
export function pinSelf(): void {
  if (whyNotPinned === null) spawnSync('taskset', ['-a', '-c', '-p', String(cores.load), String(process.pid)]);
}

function findWhyNotPinned(): string | null {
  if (availableParallelism() < 2) return 'this machine has one core only';
  return spawnSync('taskset', ['--version']).status === 0 ? null : 'taskset is not installed';
}
