import type { Reading } from './reading.ts';

export const instantWanted = 'must be a time with its offset, such as 2026-12-01T08:00:00Z or 2026-12-01T09:00+01:00';

/** Milliseconds since the epoch. Without an offset a time means something else on each machine. */
export function readInstant(text: string): Reading<number> {
  const isComplete = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const value = isComplete ? Date.parse(text) : Number.NaN;
  return Number.isNaN(value) ? { ok: false, message: instantWanted } : { ok: true, value };
}
