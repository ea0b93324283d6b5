import type { SubjectName } from '../subjects/subject.ts';
import type { Spread } from './spread.ts';
import type { Summary } from './summary.ts';

/** One thing that must hold of `slipstream`. */
export interface Bar {
  readonly what: string;
  readonly wanted: string;
  /** What was found, in the same words; null when it could not be measured in this run. */
  readonly found: string | null;
  readonly holds: boolean | null;
}

type Rate = 'requestsPerCpuSecond' | 'eventsPerCpuSecond';

/** Ratios of medians in one run on one machine: they mean the same on another machine, the rates themselves do not. */
export function barsOf(summaries: readonly Summary[]): Bar[] {
  const of = (name: SubjectName): Summary | undefined => summaries.find((one) => one.name === name);
  const ours = of('slipstream');
  if (ours === undefined) return [];
  const ratio = (rate: Rate, peer: SubjectName, atLeast: number): Bar =>
    ratioBar({ what: `${rates[rate]} / ${peer}`, ours: ours[rate], peer: of(peer)?.[rate] ?? null, atLeast });
  return [
    ratio('requestsPerCpuSecond', 'nginx', 0.22),
    ratio('requestsPerCpuSecond', 'portkey', 12),
    ratio('requestsPerCpuSecond', 'naive-hono', 5),
    ratio('eventsPerCpuSecond', 'nginx', 0.45),
    ratio('eventsPerCpuSecond', 'naive-hono', 1.6),
    ratio('eventsPerCpuSecond', 'portkey', 2.5),
    atMost('added delay per event p50, 200 streams', ours.addedEventDelayMsP50?.median, 0.15, 'ms'),
    atMost('added delay per event p99, 200 streams', ours.addedEventDelayMsP99?.median, 1.5, 'ms'),
    atMost('added TTFT p99, 200 streams', ours.addedTtftMsP99?.median, 2, 'ms'),
    atMost(idleText(ours), kilobytes(ours.bytesPerStream), 40, 'KB'),
  ];
}

const rates: Readonly<Record<Rate, string>> = {
  requestsPerCpuSecond: 'requests per CPU-second',
  eventsPerCpuSecond: 'events per CPU-second',
};

function ratioBar(options: {
  readonly what: string;
  readonly ours: Spread | null;
  readonly peer: Spread | null;
  readonly atLeast: number;
}): Bar {
  const { what, ours, peer, atLeast } = options;
  const wanted = `≥ ${atLeast} ×`;
  if (ours === null || peer === null) return { what, wanted, found: null, holds: null };
  const found = ours.median / peer.median;
  return { what, wanted, found: `${found.toFixed(2)} ×`, holds: found >= atLeast };
}

function atMost(what: string, found: number | null | undefined, limit: number, unit: string): Bar {
  const wanted = `≤ ${limit} ${unit}`;
  if (found === null || found === undefined) return { what, wanted, found: null, holds: null };
  return { what, wanted, found: `${found.toFixed(2)} ${unit}`, holds: found <= limit };
}

function idleText({ outcome }: Summary): string {
  const streams = outcome.idleMemory.at(-1)?.streams ?? 10_000;
  return `resident memory per idle stream, ${streams} streams`;
}

function kilobytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 1024;
}
