import { setTimeout as sleep } from 'node:timers/promises';
import { processTreeUse } from './process-tree.ts';

const lookMs = 150;
/** A proxy that only probes and scrapes uses less. */
const quietShare = 0.05;

/** Waits until a proxy has cleared up after connections that were dropped. Never rejects. */
export async function untilQuiet(pid: number | null, withinMs: number): Promise<void> {
  if (pid === null) return;
  for (const endsAtMs = performance.now() + withinMs; performance.now() < endsAtMs;) {
    const before = processTreeUse(pid).cpuSeconds;
    await sleep(lookMs);
    if (processTreeUse(pid).cpuSeconds - before <= (quietShare * lookMs) / 1000) return;
  }
}
