/** Both, with what is in both added up. */
export function mergeRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  add: (one: T, other: T) => T,
): Record<string, T> {
  const all = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const there = all[key];
    all[key] = there === undefined ? value : add(there, value);
  }
  return all;
}
