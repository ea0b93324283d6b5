import type { RequestFaults } from './request-faults.ts';

/** A metrics page as it is, or what the fault `garbled-metrics` leaves of it: half, then lines that are none. */
export function pageWithFaults(page: string, faults: RequestFaults): string {
  if (!faults.has('garbled-metrics')) return page;
  return `${page.slice(0, page.length / 2)}\n# TYPE request_count\nrequest_count{err="dro`;
}
