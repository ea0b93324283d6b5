/** Freezes plain data all the way down. Maps and sets cannot be frozen; their read-only type has to do. */
export function deepFreeze<T>(value: T): T {
  if (
    typeof value !== 'object' ||
    value === null ||
    value instanceof URL ||
    value instanceof Map ||
    value instanceof Set
  )
    return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
