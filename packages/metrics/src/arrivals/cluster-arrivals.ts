import type { Reads } from './coalesce-reads.ts';
import { localStepTimes } from './local-step-times.ts';

/**
 * Tokens that came together. `single`: one step for sure enough (it came about one step time after the one before,
 * and one step can emit that many). `unclear`: any number of steps, or one after a stall.
 */
export interface ArrivalCluster {
  readonly tokens: number;
  readonly kind: 'single' | 'unclear';
  /** One step time after the one before, yet too many tokens for one step: the steps here are faster than the reads. */
  readonly overfull: boolean;
}

/** In step times: below, a gap lies inside a step (a split burst); from `near` to `far` it is one step. */
const near = 0.5;
const far = 1.5;

/**
 * Groups the reads after the prefill's token into clusters. `maxTokens` is what one step can emit: k + 1. What the
 * first read holds besides the prefill's token is one unclear cluster.
 */
export function clusterArrivals({ timesMs, counts }: Reads, maxTokens: number): ArrivalCluster[] {
  const gapsMs = timesMs.slice(1).map((atMs, index) => atMs - (timesMs[index] ?? atMs));
  const stepTimes = localStepTimes(gapsMs);
  const clusters: ArrivalCluster[] = [];
  const besidesPrefill = (counts[0] ?? 0) - 1;
  if (besidesPrefill > 0) clusters.push({ tokens: besidesPrefill, kind: 'unclear', overfull: false });

  let anchorMs = timesMs[0] ?? 0;
  for (let index = 1; index < timesMs.length; index += 1) {
    const atMs = timesMs[index] ?? 0;
    const tokens = counts[index] ?? 0;
    const elapsed = (atMs - anchorMs) / (stepTimes[index - 1] ?? 1);
    const last = clusters.at(-1);
    if (elapsed < near && last !== undefined && last.tokens + tokens <= maxTokens) {
      clusters[clusters.length - 1] = { ...last, tokens: last.tokens + tokens };
      // The rest of a split burst: the step came with its first part, which stays the anchor.
      continue;
    }
    const stepLong = elapsed >= near && elapsed < far;
    const overfull = tokens > maxTokens;
    clusters.push({ tokens, kind: stepLong && !overfull ? 'single' : 'unclear', overfull: stepLong && overfull });
    anchorMs = atMs;
  }
  return clusters;
}
