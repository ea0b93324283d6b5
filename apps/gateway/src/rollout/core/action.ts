import type { SwapStep } from '@slipstream/config';
import type { RolloutEvent } from './rollout-event.ts';

/**
 * What must be done for a new state. Traffic is no action: it follows from the state. `record` belongs into the transaction
 * that stores the state; `swap` is done after it, at most once.
 */
export type Action =
  | { readonly kind: 'record'; readonly event: RolloutEvent }
  | {
      readonly kind: 'swap';
      readonly step: SwapStep;
      /** Which of the step's bodies the engines are asked to load. */
      readonly load: 'new' | 'old';
    };
