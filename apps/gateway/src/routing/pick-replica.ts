import type { Replica } from '@slipstream/config';
import type { Random, ReplicaHealth, ReplicaLoad } from '../ports.ts';

export interface PickOptions {
  readonly health: ReplicaHealth;
  readonly load: ReplicaLoad;
  readonly random: Random;
  /** Replicas that have failed this request already. */
  readonly excluded?: ReadonlySet<Replica>;
}

/**
 * Power of two choices: of two distinct replicas drawn at random among the ready ones, the one with fewer requests in
 * flight; the first drawn where they are equal, which is a fair coin. Null when none is ready. Two random numbers are
 * used at most, none with a single candidate. (M. Mitzenmacher, IEEE TPDS 12(10), 2001; in-flight rather than
 * latency, since the time of an answer is mostly its length.)
 */
export function pickReplica(replicas: readonly Replica[], options: PickOptions): Replica | null {
  const { health, load, random, excluded } = options;
  const ready = replicas.filter((replica) => health.status(replica).ready && excluded?.has(replica) !== true);
  if (ready.length <= 1) return ready[0] ?? null;

  const first = Math.floor(random() * ready.length);
  // Drawn from one fewer and shifted past the first: distinct, and every pair equally likely.
  const other = Math.floor(random() * (ready.length - 1));
  const second = other < first ? other : other + 1;
  const [a, b] = [ready[first], ready[second]];
  if (a === undefined || b === undefined) return a ?? b ?? null;
  return load.inFlight(b) < load.inFlight(a) ? b : a;
}
