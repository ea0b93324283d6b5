/** Where the ramp begins: enough to be asked at all, little enough for a cold engine. */
const FIRST_WEIGHT = 0.1;

/** Weight of a replica that returned `sinceMs` ago, rising in a straight line from a tenth to 1. */
export function slowStartWeight(sinceMs: number, slowStartMs: number): number {
  if (sinceMs >= slowStartMs) return 1;
  return FIRST_WEIGHT + (1 - FIRST_WEIGHT) * (Math.max(0, sinceMs) / slowStartMs);
}
