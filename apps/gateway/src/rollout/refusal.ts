import type { Refusal } from './core/command.ts';

/** Why something that was asked for is not done. `unknown`: there is no such rollout. `away`: the store cannot be reached. */
export interface Refused {
  readonly refused: Refusal['refused'] | 'unknown' | 'braked' | 'away';
  readonly message: string;
}
