import { setTimeout as sleep } from 'node:timers/promises';
import { IdleStreams } from '../load/idle-streams.ts';
import { SubjectFault } from '../load/subject-fault.ts';
import { processTreeUse } from '../measure/process-tree.ts';
import { openFilesLimit } from '../processes/open-files-limit.ts';
import type { RunningSubject } from '../subjects/subject.ts';

export interface IdleMemory {
  readonly streams: number;
  readonly bytesPerStream: number;
}

/** Opened at once; the next ones when these have begun, so that no listen queue overflows. */
const batch = 250;
/** A machine that is too busy to begin them all in time gets figures for those that did begin. */
const begunWithinMs = 30_000;

/** Of the files of a proxy, for everything that is not a stream: libraries, log, probes. */
const otherFiles = 200;

/** Streams that one proxy process can carry here: each takes two sockets. */
function mostStreams(): number {
  return Math.floor((openFilesLimit() - otherFiles) / 2);
}

/**
 * Resident memory of the proxy's processes, more per idle stream than without any. `sizes` rise; streams are added from
 * one to the next. Nothing is collected by force: resident is what the machine must have.
 * @throws SubjectFault
 */
export async function measureIdleMemory(
  subject: RunningSubject & { readonly pid: number },
  { sizes, settleMs }: { readonly sizes: readonly number[]; readonly settleMs: number },
): Promise<IdleMemory[]> {
  await sleep(settleMs);
  const without = processTreeUse(subject.pid).residentBytes;
  const idle = new IdleStreams(subject.target);
  const found: IdleMemory[] = [];
  try {
    for (const size of sizes) {
      await openUpTo(idle, Math.min(size, mostStreams()));
      await sleep(settleMs);
      if (idle.fault !== null) throw new SubjectFault(`at ${idle.begun} idle streams: ${idle.fault}`);
      const more = processTreeUse(subject.pid).residentBytes - without;
      if (idle.begun > 0) found.push({ streams: idle.begun, bytesPerStream: more / idle.begun });
    }
  } finally {
    idle.stop();
  }
  return found;
}

async function openUpTo(idle: IdleStreams, wanted: number): Promise<void> {
  const endsAtMs = performance.now() + begunWithinMs;
  while (idle.begun < wanted) {
    const before = idle.begun;
    const count = Math.min(batch, wanted - before);
    idle.open(count);
    while (idle.begun < before + count) {
      if (idle.fault !== null) throw new SubjectFault(`at ${idle.begun} idle streams: ${idle.fault}`);
      if (performance.now() > endsAtMs) return;
      await sleep(5);
    }
  }
}
