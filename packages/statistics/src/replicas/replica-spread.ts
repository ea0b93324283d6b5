import { studentTQuantile } from '../distributions/student-t.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { addMoment, emptyMoments, variance } from '../moments/moments.ts';
import type { Moments } from '../moments/moments.ts';

/**
 * What luck in the draw of machines adds to the squared error of a difference of two arms' means. Replicas of one variant differ, for
 * good, and no amount of requests averages that out: τ̂² (1/R_A + 1/R_B), where τ̂² is the variance between replicas of the same arm
 * beyond what their requests' scatter explains (one-way random effects, method of moments), times (t/z)² of its few degrees of
 * freedom. Null where no arm has two replicas: then the machines cannot be told from the software.
 */
export function replicaSquaredError(control: readonly Moments[], candidate: readonly Moments[]): number | null {
  const arms = [control, candidate].map((replicas) => replicas.filter(({ n }) => n >= 2));
  let freedom = 0;
  let squares = 0;
  let scatter = 0;
  for (const replicas of arms) {
    if (replicas.length < 2) continue;
    const between = replicas.reduce((moments, { mean }) => addMoment(moments, mean), emptyMoments());
    const within = replicas.map((moments) => (variance(moments) ?? 0) / moments.n);
    freedom += replicas.length - 1;
    squares += between.m2;
    scatter += (within.reduce((sum, error) => sum + error, 0) / replicas.length) * (replicas.length - 1);
  }
  if (freedom === 0) return null;
  const betweenVariance = Math.max(0, (squares - scatter) / freedom);
  const fewReplicas = (studentTQuantile(0.975, freedom) / normalQuantile(0.975)) ** 2;
  const shares = arms.reduce((sum, replicas) => sum + 1 / Math.max(replicas.length, 1), 0);
  return betweenVariance * shares * fewReplicas;
}
