/**
 * Adds counts by place in the draft, place by place: a draft that was shorter had nothing to be kept at the later places.
 * What either side does not know is unknown in the whole.
 */
export function addPositions(a: readonly number[] | null, b: readonly number[] | null): readonly number[] | null {
  if (a === null || b === null) return null;
  return Array.from({ length: Math.max(a.length, b.length) }, (_, place) => (a[place] ?? 0) + (b[place] ?? 0));
}
