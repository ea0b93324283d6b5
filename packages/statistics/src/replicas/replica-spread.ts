import type { Moments } from '../moments/moments.ts';

/** Values of one arm's replicas in one block, by replica. */
export type ReplicaValues = Readonly<Record<string, Moments>>;

export interface ReplicaSpread {
  /** Of one replica's mean around its arm's. */
  readonly variance: number;
  /** Degrees of freedom it was estimated with. */
  readonly freedom: number;
}

/**
 * How much the replicas of one arm differ, over both arms: what they differ in for good, which no amount of requests averages
 * out, and the scatter of their requests, which is not taken off, since what little remained would be taken for nothing in one
 * run of fifteen. Replicas count by their values: Σ p_j d_j² / (1 − Σ p_j²), with 1/Σ p_j² − 1 degrees of freedom (Kish). A
 * replica is held against its arm in the same block, so that one that came late is not blamed for the hour. Null where no arm
 * has two replicas: then machines cannot be told from software.
 */
export function replicaSpread(arms: readonly (readonly ReplicaValues[])[]): ReplicaSpread | null {
  let freedom = 0;
  let squares = 0;
  for (const blocks of arms) {
    const deviations = deviationsOf(blocks);
    if (deviations.length < 2) continue;
    const n = deviations.reduce((sum, deviation) => sum + deviation.n, 0);
    const concentration = deviations.reduce((sum, deviation) => sum + (deviation.n / n) ** 2, 0);
    const between = deviations.reduce((sum, deviation) => sum + (deviation.n / n) * deviation.mean ** 2, 0);
    const ofArm = 1 / concentration - 1;
    freedom += ofArm;
    squares += (ofArm * between) / (1 - concentration);
  }
  return freedom === 0 ? null : { variance: squares / freedom, freedom };
}

/**
 * Σ u_j², where u_j is the share that a replica has in its arm's mean over blocks: 1/R where all R take part alike, 1 where one
 * does all. The mean's variance is τ² times this.
 */
export function replicaConcentration(blocks: readonly ReplicaValues[]): number {
  const shares = new Map<string, number>();
  let counted = 0;
  for (const replicas of blocks) {
    const n = Object.values(replicas).reduce((sum, moments) => sum + moments.n, 0);
    if (n === 0) continue;
    counted += 1;
    for (const [name, moments] of Object.entries(replicas)) shares.set(name, (shares.get(name) ?? 0) + moments.n / n);
  }
  return counted === 0 ? 1 : [...shares.values()].reduce((sum, share) => sum + (share / counted) ** 2, 0);
}

/** By replica: values in blocks that it shared with another one, and its mean distance from the arm's mean there. */
function deviationsOf(blocks: readonly ReplicaValues[]): readonly { readonly n: number; readonly mean: number }[] {
  const sums = new Map<string, { n: number; sum: number }>();
  for (const replicas of blocks) {
    const entries = Object.entries(replicas).filter(([, { n }]) => n > 0);
    if (entries.length < 2) continue;
    const total = entries.reduce((sum, [, { n }]) => sum + n, 0);
    const armMean = entries.reduce((sum, [, { n, mean }]) => sum + n * mean, 0) / total;
    for (const [name, { n, mean }] of entries) {
      const before = sums.get(name) ?? { n: 0, sum: 0 };
      sums.set(name, { n: before.n + n, sum: before.sum + n * (mean - armMean) });
    }
  }
  return [...sums.values()].map(({ n, sum }) => ({ n, mean: sum / n }));
}
