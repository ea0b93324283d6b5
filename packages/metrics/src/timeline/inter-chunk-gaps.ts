import type { AnswerReading } from '../engines/answer-reading.ts';

/** All `events − 1` gaps between two events (ICL), ms: 0 within a read. Empty for answers that are not streams. */
export function interChunkGapsMs({ events, readGapsMs }: Pick<AnswerReading, 'events' | 'readGapsMs'>): number[] {
  if (readGapsMs === undefined) return [];
  const withinReads = Math.max(0, events - 1 - readGapsMs.length);
  return [...readGapsMs, ...Array.from({ length: withinReads }, () => 0)];
}
