import { fnv1a32 } from './fnv1a32.ts';

/**
 * Where a unit falls in [0, 1): GrowthBook's hash, so that assignments can be recomputed elsewhere.
 * Version 2 has steps of 1/10 000. Version 1 has steps of 1/1 000 and correlates between experiments whose seeds
 * share an ending: it is kept for namespaces and for old experiments only.
 */
export function hashUnit(seed: string, value: string, version: 1 | 2 = 2): number {
  if (version === 1) return (fnv1a32(value + seed) % 1000) / 1000;
  return (fnv1a32(String(fnv1a32(seed + value))) % 10_000) / 10_000;
}
