import type { Rollout } from '@slipstream/config';
import type { AccelerationSums, EpochSamples, LateSamples } from './epoch-samples.ts';
import { mergeAcceleration } from './merge-acceleration.ts';

/** Blocks in a window of what was seen lately: five minutes, by default. */
const blocksInWindow = 10;
/** The one under way, and the one before it: at its beginning a window knows nothing. */
const windowsKept = 2;

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

/** Both windows together. Empty where nothing was seen yet. */
export function latelyByReplica({ lately }: Pick<EpochSamples, 'lately'>): Readonly<Record<string, AccelerationSums>> {
  const all: Record<string, AccelerationSums> = {};
  for (const replicas of Object.values(lately)) {
    for (const [replica, sums] of Object.entries(replicas)) {
      all[replica] = mergeAcceleration(all[replica] ?? {}, sums);
    }
  }
  return all;
}
