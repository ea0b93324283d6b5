import type { AttemptRecord, RequestRecord } from './request-record.ts';

/** What a request took of the GPUs of its replicas. Seconds of one GPU. */
export interface GpuTime {
  /** Of all attempts. */
  readonly seconds: number;
  /** Part of `seconds`: of attempts that gave no answer, and of an answer that did not end well. */
  readonly wastedSeconds: number;
  /** Part of `seconds`: of the attempt that gave the answer, from its first token on; null where none was seen. */
  readonly decodeSeconds: number | null;
}

/** Nothing reached the replica, so it did nothing for it. */
const unreached: ReadonlySet<AttemptRecord['outcome']> = new Set(['upstream_refused', 'connect_timeout'] as const);

/**
 * Each attempt's part of its replica's time (`ReplicaTime`) times the GPUs of a replica. Null while one of them has not ended,
 * and of a request without a variant.
 */
export function gpuTime({ attempts, decision, outcome }: RequestRecord): GpuTime | null {
  if (decision === null) return null;
  const { gpus } = decision.variant;
  const answer = attempts.at(-1);
  let [seconds, wasted] = [0, 0];
  for (const attempt of attempts) {
    if (unreached.has(attempt.outcome)) continue;
    if (attempt.replicaTime === null) return null;
    const own = attempt.replicaTime.seconds * gpus;
    seconds += own;
    if (attempt !== answer || outcome !== 'ok') wasted += own;
  }
  const decoding = answer?.replicaTime?.decodeSeconds ?? null;
  return { seconds, wastedSeconds: wasted, decodeSeconds: decoding === null ? null : decoding * gpus };
}
