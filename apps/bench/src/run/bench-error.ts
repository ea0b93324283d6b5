/** The measurement cannot be made or would not be worth anything. One line for the user; exit code 1. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
}
