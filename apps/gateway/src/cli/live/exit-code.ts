import type { RolloutShape } from './rollout-shape.ts';

/**
 * For pipelines; null: it is not over. 0 promoted · 3 rolled back · 4 inconclusive: paused or expired, a human is asked ·
 * 99 the speed-up is proven to be below its threshold: no benefit (the code k6 has for that).
 */
export function exitCodeOf({ phase }: Pick<RolloutShape, 'phase'>): number | null {
  switch (phase) {
    case 'promoted':
      return 0;
    case 'rolled_back':
      return 3;
    case 'paused':
    case 'expired':
      return 4;
    case 'no_benefit':
      return 99;
    default:
      return null;
  }
}
