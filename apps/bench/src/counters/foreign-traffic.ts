import type { EngineReading } from './scrape-engine.ts';

/**
 * What shows that somebody else uses these engines, from two readings between which we sent nothing; null when all was
 * quiet. Health probes are not counted by engines.
 */
export function foreignTraffic(before: readonly EngineReading[], after: readonly EngineReading[]): string | null {
  const signs = after.map((reading, replica) => sign(before[replica] ?? reading, reading));
  return signs.find((each) => each !== null) ?? null;
}

function sign(before: EngineReading, after: EngineReading): string | null {
  const running = after.load.running ?? 0;
  if (running > 0) return `${running} requests are running`;
  const waiting = after.load.waiting ?? 0;
  if (waiting > 0) return `${waiting} requests are queued`;
  const steps = (after.counters.steps ?? 0) - (before.counters.steps ?? 0);
  if (steps !== 0) return `its step counter moved by ${steps}`;
  const tokens = (after.counters.tokens ?? 0) - (before.counters.tokens ?? 0);
  if (tokens !== 0) return `its token counter moved by ${tokens}`;
  const requests = (after.counters.requests ?? 0) - (before.counters.requests ?? 0);
  return requests === 0 ? null : `its request counter moved by ${requests}`;
}
