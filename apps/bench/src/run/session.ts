import type { ChatClient } from '../client/chat-client.ts';
import type { EngineName } from '../counters/read-engine-name.ts';
import type { Arm } from '../plan/arm.ts';
import type { BenchOptions } from '../plan/bench-options.ts';
import type { Prompt } from '../workload/prompt.ts';
import type { Clock } from './clock.ts';
import type { EventLoopLag } from './event-loop-lag.ts';
import type { Progress } from './progress.ts';

/** An arm with what is held open for it during a run. */
export interface OpenArm {
  readonly arm: Arm;
  readonly client: ChatClient;
  readonly engine: EngineName | null;
}

/** What every measurement of a run shares. */
export interface Session {
  readonly options: BenchOptions;
  readonly arms: readonly OpenArm[];
  /** In the order in which every arm is asked. */
  readonly prompts: readonly Prompt[];
  readonly clock: Clock;
  readonly progress: Progress;
  readonly lag: EventLoopLag;
  readonly signal: AbortSignal;
}
