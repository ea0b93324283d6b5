import type { Interval } from '@slipstream/statistics';
import { accelerationGain, accelerationOf } from './acceleration-of.ts';
import type { SwapKeeping } from './core/observation.ts';
import type { SwapMemory } from './core/rollout-state.ts';
import type { EpochSamples } from './samples/epoch-samples.ts';
import { latelyByReplica } from './samples/late-samples.ts';

type ByEpoch = ReadonlyMap<number, EpochSamples>;

/** Acceleration now / before the swap; null where nothing was swapped, or not enough is known. */
export function gainSince(
  swapped: SwapMemory | null,
  byEpoch: ByEpoch,
  now: EpochSamples,
  alpha: number,
): Interval | null {
  const before = swapped && byEpoch.get(swapped.before);
  return before ? accelerationGain(before.acceleration, now.acceleration, alpha) : null;
}

/** The replica whose answers of late are furthest behind those that the swap was proven by. */
export function leastSwapped(
  swapped: SwapMemory | null,
  byEpoch: ByEpoch,
  now: EpochSamples,
  alpha: number,
): SwapKeeping | null {
  if (swapped === null || swapped.proven === null) return null;
  const [before, proven] = [swapped.before, swapped.proven].map((epoch) => byEpoch.get(epoch)?.acceleration);
  const [old, fresh] = [before, proven].map((sums) => sums && accelerationOf(sums, alpha)?.estimate);
  if (old === undefined || fresh === undefined) return null;
  const keeping = Object.entries(latelyByReplica(now)).flatMap(([replica, sums]) => {
    const lately = accelerationOf(sums, alpha);
    return lately === null ? [] : [{ replica, lately, before: old, proven: fresh }];
  });
  return keeping.sort((one, other) => one.lately.estimate - other.lately.estimate)[0] ?? null;
}
