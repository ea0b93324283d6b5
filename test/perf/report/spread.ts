/** Several rounds of one figure. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Rounds without a value are left out; null when none has one. */
export function spreadOf(rounds: readonly (number | null | undefined)[]): Spread | null {
  const known = rounds.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const sorted = known.sort((a, b) => a - b);
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) return null;
  const upper = sorted[Math.floor(sorted.length / 2)] ?? least;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? least;
  return { median: (lower + upper) / 2, least, most };
}
