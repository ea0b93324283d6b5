import type { Path } from './finding.ts';

/** A mapping of the file as it was written; nothing is known of its values. */
export type RawMap = Readonly<Record<string, unknown>>;

export function isRawMap(value: unknown): value is RawMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mapping under `key`, or an empty one where something else or nothing stands: its own mistake is told elsewhere. */
export function mapUnder(parent: RawMap, key: string): RawMap {
  const value = Object.hasOwn(parent, key) ? parent[key] : undefined;
  return isRawMap(value) ? value : {};
}

/** The value at a path, or undefined where the path leads out of the tree. */
export function valueAt(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isRawMap(value) && typeof step === 'string' && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}
