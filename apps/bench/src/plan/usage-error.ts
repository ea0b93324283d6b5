/** The command line, or a file that it names, cannot be used as it is. One line for the user; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
