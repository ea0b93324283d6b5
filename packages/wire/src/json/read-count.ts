/** A parsed JSON value as a count: a whole number of at least 0. Null for everything else. */
export function readCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
