/**
 * At most `most` of the values, evenly spaced over the list, and all of them where they are few enough: each kind of
 * value keeps about its share, whatever the order. `phase` in [0, 1) says where in each stretch the value is taken;
 * over many lists it must vary, or answers that look alike would all be rounded the same way.
 */
export function evenlySpaced(values: readonly number[], most: number, phase: number): readonly number[] {
  if (values.length <= most) return values;
  const stride = values.length / most;
  return Array.from({ length: most }, (_, index) => values[Math.floor((index + phase) * stride)] ?? 0);
}
