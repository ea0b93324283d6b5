import { markdownTable } from './markdown-table.ts';
import type { Spread } from './spread.ts';
import type { Summary } from './summary.ts';

/** What was measured, one row per subject: the median over the rounds, and in brackets the least and the most. */
export function figuresTable(summaries: readonly Summary[]): string {
  const head = [
    'subject',
    'requests per CPU-s',
    'events per CPU-s',
    'added TTFT p50 / p99 ms',
    'added delay p50 / p99 ms, 200 streams',
    'the same, 1,000 streams',
    'KB per idle stream',
    'heap KB per request',
    'answers',
  ];
  const rows = summaries.filter(({ outcome }) => outcome.failure === null).map(figuresRow);
  return markdownTable(head, rows);
}

function figuresRow(summary: Summary): string[] {
  const { outcome } = summary;
  return [
    summary.name,
    rate(summary.requestsPerCpuSecond),
    rate(summary.eventsPerCpuSecond),
    pair(summary.addedTtftMsP50, summary.addedTtftMsP99),
    pair(summary.addedEventDelayMsP50, summary.addedEventDelayMsP99),
    pair(summary.addedDelayManyMsP50, summary.addedDelayManyMsP99),
    outcome.idleMemory.map((idle) => `${(idle.bytesPerStream / 1024).toFixed(1)} at ${idle.streams}`).join(', ') || '–',
    outcome.allocatedBytesPerRequest === null ? '–' : (outcome.allocatedBytesPerRequest / 1024).toFixed(1),
    outcome.fidelity === 'bytes' ? 'same bytes' : 'same JSON',
  ];
}

function rate(spread: Spread | null): string {
  if (spread === null) return '–';
  return `${Math.round(spread.median)} (${Math.round(spread.least)}–${Math.round(spread.most)})`;
}

function pair(p50: Spread | null, p99: Spread | null): string {
  return `${millis(p50)} / ${millis(p99)}`;
}

function millis(spread: Spread | null): string {
  if (spread === null) return '–';
  return `${spread.median.toFixed(2)} (${spread.least.toFixed(2)}–${spread.most.toFixed(2)})`;
}
