export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

/** Time of `request` that the union of `upstream` does not cover, ms: attempts may overlap, and may outlive it. */
export function overheadMs(request: TimeSpan, upstream: readonly TimeSpan[]): number {
  const sorted = [...upstream].sort((a, b) => a.startMs - b.startMs);
  let coveredToMs = request.startMs;
  let overhead = 0;
  for (const { startMs, endMs } of sorted) {
    overhead += Math.max(0, Math.min(startMs, request.endMs) - coveredToMs);
    coveredToMs = Math.max(coveredToMs, endMs);
  }
  return overhead + Math.max(0, request.endMs - coveredToMs);
}
