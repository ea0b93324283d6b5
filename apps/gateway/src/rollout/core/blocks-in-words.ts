import type { Rollout } from '@slipstream/config';
import type { Evidence } from './observation.ts';

/** Beyond this nobody should wait for it. */
const mostBlocks = 9999;

/**
 * `38 of 50 blocks`: of those that must be there; or, when they are, of about as many as the interval needs to leave the
 * limit on one side, since its width goes with 1/√blocks. A forecast, no promise.
 */
export function blocksInWords(plan: Rollout, { blocks, speedup }: Evidence): string {
  if (blocks < plan.minBlocks) return `${blocks} of ${plan.minBlocks} blocks`;
  if (speedup === null) return `${blocks} blocks`;
  const limit = 1 + plan.minimalEffect;
  const { lower, estimate, upper } = speedup;
  const halfWidth = Math.log(estimate > limit ? estimate / lower : upper / estimate);
  const distance = Math.abs(Math.log(estimate / limit));
  const needed = Math.ceil(blocks * (halfWidth / distance) ** 2);
  return needed > blocks && needed <= mostBlocks ? `${blocks} of about ${needed} blocks` : `${blocks} blocks`;
}
