import type { CliContext } from '../cli-context.ts';

/** What commands need that talk to a gateway which runs. */
export interface LiveContext extends CliContext {
  /** Whether somebody looks at the output as it is written. */
  readonly isTerminal: boolean;
  /** A name that no other command has. */
  readonly newKey: () => string;
}
