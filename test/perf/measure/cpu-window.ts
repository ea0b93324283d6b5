import { readFileSync } from 'node:fs';
import { cores, whyNotPinned } from '../processes/cores.ts';
import { processTreeUse } from './process-tree.ts';

const ticksPerSecond = 100;

export interface CpuWindow {
  readonly seconds: number;
  /** Of the proxy; null: there is none. */
  readonly cpuSeconds: number | null;
  /** Share of the proxy's core that went to others meanwhile, the hypervisor's other guests included; null: not pinned. */
  readonly foreignShare: number | null;
}

/** Begins a window; the result ends it. Others on the proxy's core make its caches cold, and so all its figures worse. */
export function openCpuWindow(pid: number | null): () => CpuWindow {
  const startedAtMs = performance.now();
  const before = look(pid);
  return () => {
    const seconds = (performance.now() - startedAtMs) / 1000;
    const now = look(pid);
    const cpuSeconds = now.proxy - before.proxy;
    const foreign = Math.max(0, now.core - before.core - cpuSeconds) / seconds;
    return {
      seconds,
      cpuSeconds: pid === null ? null : cpuSeconds,
      foreignShare: whyNotPinned === null ? foreign : null,
    };
  };
}

function look(pid: number | null): { readonly proxy: number; readonly core: number } {
  return { proxy: pid === null ? 0 : processTreeUse(pid).cpuSeconds, core: busySeconds(cores.proxy) };
}

/** Of one core, since the machine started: all but idle and waiting for disks. */
function busySeconds(core: number): number {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(readFileSync('/proc/stat', 'latin1'))?.[1] ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = line.split(' ').map(Number);
  return (user + nice + system + irq + softIrq + stolen) / ticksPerSecond;
}
