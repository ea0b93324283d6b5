import type { Rollout } from '@slipstream/config';
import type { AccelerationSums, EpochSamples, LateSamples } from './epoch-samples.ts';
import { mergeAcceleration } from './merge-acceleration.ts';

/** Blocks in a window of what was seen lately: five minutes, by default. */
const blocksInWindow = 10;
/** For replicas that have little to do: an hour, by default. */
const windowsKept = 12;
/** The one under way, and the one before it: at its beginning a window knows nothing. */
const fewestWindows = 2;
/** Of a replica: with fewer nothing is known of their spread (acceleration-of.ts), and older windows are taken, too. */
const fewestAnswers = 50;

/** The window of an epoch millisecond: the same on all gateways. */
export function windowOf(atMs: number, { blockMs }: Pick<Rollout, 'blockMs'>): number {
  return Math.floor(atMs / (blockMs * blocksInWindow));
}

/** With what one answer of a replica adds; windows that are over long since are forgotten. */
export function addLately(
  lately: LateSamples,
  { window, replica }: { readonly window: number; readonly replica: string },
  added: (to: AccelerationSums) => AccelerationSums,
): LateSamples {
  const replicas = lately[window] ?? {};
  return lastWindows({ ...lately, [window]: { ...replicas, [replica]: added(replicas[replica] ?? {}) } });
}

/** The last windows that anything is known of. */
export function lastWindows(lately: LateSamples): LateSamples {
  const windows = Object.keys(lately).map(Number);
  const first = Math.max(...windows) - windowsKept + 1;
  return Object.fromEntries(Object.entries(lately).filter(([window]) => Number(window) >= first));
}

/** Of each replica the newest windows, as many as it takes to know something of it. Empty where nothing was seen yet. */
export function latelyByReplica({ lately }: Pick<EpochSamples, 'lately'>): Readonly<Record<string, AccelerationSums>> {
  const newestFirst = Object.keys(lately)
    .map(Number)
    .toSorted((a, b) => b - a);
  const [newest = 0] = newestFirst;
  const all: Record<string, AccelerationSums> = {};
  for (const window of newestFirst) {
    for (const [replica, sums] of Object.entries(lately[window] ?? {})) {
      const known = all[replica] ?? {};
      if (window <= newest - fewestWindows && answersIn(known) >= fewestAnswers) continue;
      all[replica] = mergeAcceleration(known, sums);
    }
  }
  return all;
}

function answersIn(sums: AccelerationSums): number {
  return Math.max(0, ...Object.values(sums).map(({ n }) => n));
}
