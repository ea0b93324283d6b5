const unitsMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
]);

/** Milliseconds of `30s`, `1.5m`, `500ms`; null for anything else. A bare number has no unit and is refused. */
export function parseDuration(text: string): number | null {
  const match = /^(?<number>\d+(?:\.\d+)?)(?<unit>ms|s|m)$/u.exec(text);
  const unitMs = unitsMs.get(match?.groups?.['unit'] ?? '');
  return unitMs === undefined ? null : Number(match?.groups?.['number']) * unitMs;
}
