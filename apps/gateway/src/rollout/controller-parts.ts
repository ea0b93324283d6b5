import type { Config, Replica } from '@slipstream/config';
import type { Clock, Logger } from '../ports.ts';
import type { RolloutEvent } from './core/rollout-event.ts';
import type { DraftSwap } from './draft-swap.ts';
import type { GreedyCheck } from './greedy-check.ts';
import type { RolloutStore } from './rollout-store.ts';
import type { Sampler } from './samples/sampler.ts';
import type { TrafficInForce } from './traffic-in-force.ts';
import type { Webhooks } from './webhooks.ts';

/** What leading rollouts needs of the gateway around it. */
export interface ControllerParts {
  /** As the file has it: without what rollouts do. */
  readonly config: () => Config;
  readonly store: RolloutStore;
  readonly sampler: Sampler;
  readonly draftSwap: DraftSwap;
  readonly greedyCheck: GreedyCheck;
  readonly webhooks: Webhooks;
  readonly isReady: (replica: Replica) => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Name of this gateway among those that share the store. */
  readonly gateway: string;
  readonly brakeFileIsThere: () => boolean;
  /** Puts these splits in force. Called at once when they change. */
  readonly putInForce: (inForce: ReadonlyMap<string, TrafficInForce>) => void;
  /** Told of every decision that this gateway made. */
  readonly onDecision?: (event: RolloutEvent) => void;
}
