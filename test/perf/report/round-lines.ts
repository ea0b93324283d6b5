import type { RequestFigures } from '../phases/measure-requests.ts';
import type { StreamFigures } from '../phases/measure-streams.ts';

/** What is said of a measurement while the run goes on. */
export function requestsLine(name: string, found: RequestFigures): string {
  return `  ${name}: ${perCpu(found.requestsPerCpuSecond, 'requests')}, ${Math.round(found.requestsPerSecond)}/s`;
}

export function streamsLine(name: string, streams: number, found: StreamFigures): string {
  const rate = `${perCpu(found.eventsPerCpuSecond, 'events')}, ${Math.round(found.eventsPerSecond)}/s`;
  const delay = `delay ${millis(found.eventDelayMsP50)} / ${millis(found.eventDelayMsP99)} ms`;
  const ttft = `first event ${millis(found.ttftMsP50)} / ${millis(found.ttftMsP99)} ms`;
  return `  ${name}, ${streams} streams: ${rate}, ${delay}, ${ttft}`;
}

function perCpu(rate: number | null, what: string): string {
  return rate === null ? '(no proxy)' : `${Math.round(rate)} ${what} per CPU-second`;
}

function millis(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}
