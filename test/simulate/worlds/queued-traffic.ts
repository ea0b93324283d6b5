import type { ArmName } from '@slipstream/statistics';
import type { Random } from '../random.ts';
import type { Ingredients } from './ingredients.ts';
import { drawUsers } from './users.ts';
import { blockSeconds } from './world.ts';
import type { Truth, WorldBlock, WorldRequest } from './world.ts';

export interface Queues {
  readonly requestsPerSecond: number;
  readonly weight: number;
  readonly replicas: Readonly<Record<ArmName, number>>;
  /** Null where the unit is the request. */
  readonly users: Ingredients['users'];
}

/** Seconds per token of a replica that works at n requests: 10 ms and 2 ms for each. */
const secondsPerToken = (inFlight: number): number => 0.01 + 0.002 * inFlight;

/**
 * Replicas that slow down with what they have in flight. With a weight that is not the candidate's share of the replicas,
 * identical software is faster on the arm that has less to do. A request's pace is that of the batch it finds on arrival,
 * itself included.
 */
export function* queuedTraffic(
  { requestsPerSecond, weight, replicas, users }: Queues,
  truth: Truth,
  random: Random,
  blocks: number,
): Generator<WorldBlock, void, undefined> {
  const people = drawUsers(users, random);
  const ending = new Map<string, number[]>();
  let started: { readonly endsAt: number; readonly request: WorldRequest }[] = [];
  let seconds = random.exponential() / requestsPerSecond;
  for (let index = 0; index < blocks; index += 1) {
    const end = (index + 1) * blockSeconds;
    for (; seconds < end; seconds += random.exponential() / requestsPerSecond) {
      const user = people?.draw() ?? null;
      const arm: ArmName = (user?.position ?? random.uniform()) < weight ? 'candidate' : 'control';
      const replica = `${arm}-${Math.floor(random.uniform() * replicas[arm])}`;
      const inFlight = (ending.get(replica) ?? []).filter((at) => at > seconds);
      const speedup = arm === 'candidate' ? truth.speedup : 1;
      const tpot =
        (secondsPerToken(inFlight.length + 1) / speedup) * Math.exp(0.2 * random.normal() + (user?.effect ?? 0));
      const tokens = Math.round(Math.min(Math.max(Math.exp(Math.log(180) + random.normal()), 8), 2048));
      const decodeSeconds = tpot * (tokens - 1);
      const endsAt = seconds + decodeSeconds;
      inFlight.push(endsAt);
      ending.set(replica, inFlight);
      const sample = {
        replica,
        tick: Math.floor(endsAt),
        decodeSeconds,
        completionTokens: tokens,
        timeToFirstTokenSeconds: 0.1 * Math.exp(0.5 * random.normal()),
        concurrency: inFlight.length,
        incidents: [],
      };
      started.push({
        endsAt,
        request: { arm, unit: user?.id ?? null, hasArrived: true, sample, logTpot: Math.log(tpot) },
      });
    }
    const ended = started.filter(({ endsAt }) => endsAt < end).toSorted((a, b) => a.endsAt - b.endsAt);
    started = started.filter(({ endsAt }) => endsAt >= end);
    yield { epoch: 0, index, weight, replicas, requests: ended.map(({ request }) => request) };
  }
}
