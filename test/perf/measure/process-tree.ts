import { readdirSync, readFileSync } from 'node:fs';

/** Ticks per second of the times in /proc: 100 on every Linux of today (`getconf CLK_TCK`). */
const ticksPerSecond = 100;

/** What a process and all below it have used so far. */
export interface TreeUse {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Reads a process and its children, and theirs, from /proc. A process that is gone counts nothing. */
export function processTreeUse(rootPid: number): TreeUse {
  let cpuSeconds = 0;
  let residentBytes = 0;
  for (const pid of treeOf(rootPid)) {
    cpuSeconds += cpuOf(pid);
    residentBytes += residentOf(pid);
  }
  return { cpuSeconds, residentBytes };
}

function treeOf(rootPid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(Number(name))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [rootPid];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

function cpuOf(pid: number): number {
  const fields = statFields(pid);
  return fields === null ? 0 : (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function residentOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

/** The fields behind the name, which may hold blanks and brackets: state is [0], parent [1], utime [11], stime [12]. */
function statFields(pid: number): string[] | null {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  return text === '' ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
