import type { Summary } from './summary.ts';

interface JsonSubject {
  readonly requestsPerCpuSecond: number | null;
  readonly eventsPerCpuSecond: number | null;
  readonly addedTtftMsP50: number | null;
  readonly addedTtftMsP99: number | null;
  readonly addedEventDelayMsP99: number | null;
  readonly bytesPerStream: number | null;
}

/** Medians, for machines. `null` is unknown, or makes no sense for the subject; a subject that was left out is not there. */
export function jsonReport(summaries: readonly Summary[]): {
  readonly subjects: Readonly<Record<string, JsonSubject>>;
} {
  const measured = summaries.filter(({ outcome }) => outcome.failure === null);
  return { subjects: Object.fromEntries(measured.map((summary) => [summary.name, figures(summary)])) };
}

function figures(summary: Summary): JsonSubject {
  return {
    requestsPerCpuSecond: summary.requestsPerCpuSecond?.median ?? null,
    eventsPerCpuSecond: summary.eventsPerCpuSecond?.median ?? null,
    addedTtftMsP50: summary.addedTtftMsP50?.median ?? null,
    addedTtftMsP99: summary.addedTtftMsP99?.median ?? null,
    addedEventDelayMsP99: summary.addedEventDelayMsP99?.median ?? null,
    bytesPerStream: summary.bytesPerStream,
  };
}
