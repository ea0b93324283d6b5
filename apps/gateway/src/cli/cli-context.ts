/** What the process hands to the commands. */
export interface CliContext {
  /** Results: what a script would read. */
  readonly out: (text: string) => void;
  /** Words for whoever sits there. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly wallTime: () => number;
}

/** Something that whoever typed the command can put right: told in plain words, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
