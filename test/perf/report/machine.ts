import { cpus, loadavg, release, totalmem, version } from 'node:os';
import { whyNotPinned } from '../processes/cores.ts';

/** Where and when: a figure without these says nothing. */
export function machineText(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const why = whyNotPinned;
  const pinning =
    why === null ? 'proxy alone on core 0, upstream and driver on core 1' : `processes not pinned: ${why}`;
  const [load = 0] = loadavg();
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}`,
    `${gigabytes} GiB`,
    `${version().split(' ')[0] ?? ''} ${release()}`.trim(),
    `Node ${process.versions.node}`,
    pinning,
    `load average before the run ${load.toFixed(2)}`,
  ].join(' · ');
}
