import type { Random } from '../random.ts';

/** What a world without queues is made of. Effects are on ln TPOT; spreads are standard deviations of it. */
export interface Ingredients {
  readonly requestsPerSecond: number;
  /** Stretches of constant weights, in order; the last one lasts. Replicas follow the weights, so load is matched. */
  readonly stages: readonly Stage[];
  /** Of one request. */
  readonly noise: (random: Random) => number;
  /** Shared by both arms, by seconds. */
  readonly drift: (seconds: number) => number;
  /** Of each arm for itself: a first-order autoregression. Null for none. */
  readonly congestion: { readonly spread: number; readonly correlationSeconds: number } | null;
  /** Sticky users, whose activity is Zipf's. Null where the unit is the request. */
  readonly users: { readonly count: number; readonly zipf: number; readonly spread: number } | null;
  /** Between the machines. */
  readonly replicaSpread: number;
  /** A replica's process dies and takes what it works on with it. */
  readonly deaths: { readonly perReplicaHour: number; readonly requests: number } | null;
  /** Both arms change their level, at times of their own that lie less than `lagSeconds` apart (a rolling restart). */
  readonly switches: { readonly everySeconds: number; readonly size: number; readonly lagSeconds: number } | null;
  /** Share of the candidate's units that are served and counted elsewhere. */
  readonly leak: number;
}

export interface Stage {
  readonly blocks: number;
  readonly weight: number;
  readonly replicas: { readonly control: number; readonly candidate: number };
}

/** 60 requests a block, equal halves of eight replicas, a day's drift pressed into half an hour. */
export const plainIngredients: Ingredients = {
  requestsPerSecond: 2,
  stages: [{ blocks: 1, weight: 0.5, replicas: { control: 4, candidate: 4 } }],
  noise: (random) => 0.5 * random.normal(),
  drift: (seconds) => 0.3 * Math.sin((2 * Math.PI * seconds) / 1800),
  congestion: null,
  users: null,
  replicaSpread: 0,
  deaths: null,
  switches: null,
  leak: 0,
};
