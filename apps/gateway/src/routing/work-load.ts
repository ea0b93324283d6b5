/** What a replica has to do: answers under way, and the tokens that they may still cost. */
export interface WorkLoad {
  readonly requests: number;
  /** Of those, the ones that said how many tokens they want at most. */
  readonly bounded: number;
  /** `max_tokens` of the bounded ones, less what has come. */
  readonly backlogTokens: number;
}

/**
 * The loads of two replicas as one number each, in requests: half by their number, which makes a step long, half by the
 * tokens to come, which say how many steps it will be. A request that named no bound counts as one of the mean size, since
 * unknown is not 0.
 */
export function comparedLoads(a: WorkLoad, b: WorkLoad): readonly [number, number] {
  const bounded = a.bounded + b.bounded;
  const mean = bounded === 0 ? 0 : (a.backlogTokens + b.backlogTokens) / bounded;
  return [loadOf(a, mean), loadOf(b, mean)];
}

function loadOf({ requests, bounded, backlogTokens }: WorkLoad, mean: number): number {
  const byTokens = mean === 0 ? requests : requests - bounded + backlogTokens / mean;
  return (requests + byTokens) / 2;
}
