/** For what is not known. Never 0. */
const unknown = '–';

export function fixed(value: number | null, digits: number): string {
  return value === null ? unknown : value.toFixed(digits);
}

/** Milliseconds with about three digits. */
export function milliseconds(value: number | null): string {
  if (value === null) return unknown;
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
