import { readdirSync, readFileSync } from 'node:fs';

/** What one process holds at a moment, as the system sees it. */
export interface ProcessSample {
  readonly residentBytes: number;
  /** Open files, sockets included. */
  readonly files: number;
}

export function sampleProcess(pid: number): ProcessSample {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return { residentBytes: Number(kilobytes) * 1024, files: readdirSync(`/proc/${pid}/fd`).length };
}
