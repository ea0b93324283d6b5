import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * The proxy has a core of its own; everything that drives and feeds it shares another. Not a sibling of the proxy's, where
 * there is a choice: two threads of one core slow each other.
 */
export const cores = { proxy: 0, load: loadCore() };

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

function loadCore(): number {
  const siblings = listed('/sys/devices/system/cpu/cpu0/topology/thread_siblings_list');
  return listed('/sys/devices/system/cpu/online').find((core) => !siblings.includes(core)) ?? 1;
}

/** A list of the kernel's, such as `0-3,8`; empty where there is none. */
function listed(file: string): number[] {
  if (!existsSync(file)) return [];
  const ranges = readFileSync(file, 'latin1').trim().split(',');
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
