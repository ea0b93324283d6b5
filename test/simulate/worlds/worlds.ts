import type { Random } from '../random.ts';
import { plainIngredients } from './ingredients.ts';
import type { Ingredients } from './ingredients.ts';
import { queuedTraffic } from './queued-traffic.ts';
import type { Queues } from './queued-traffic.ts';
import { traffic } from './traffic.ts';
import type { World } from './world.ts';

const blocks = 60;

export const worlds: readonly World[] = [
  world('plain', 'independent requests, σ = 0.5, shared drift of ±30 %', 'valid', {}),
  world('heavy-tails', 'ln TPOT with an exponential tail, 90/10', 'valid', {
    noise: (random: Random) => 0.5 * (random.exponential() - 1) + 0.2 * random.normal(),
    stages: [{ blocks: 1, weight: 0.1, replicas: { control: 9, candidate: 1 } }],
    requestsPerSecond: 5,
  }),
  world('small-canary', 'one replica of twenty, σ = 1', 'valid', {
    noise: (random: Random) => random.normal(),
    stages: [{ blocks: 1, weight: 0.05, replicas: { control: 19, candidate: 1 } }],
    requestsPerSecond: 5,
  }),
  world('sticky-users', '400 users, activity Zipf 0.7, users differ by σ = 0.3', 'valid', {
    users: { count: 400, zipf: 0.7, spread: 0.3 },
  }),
  world('congestion', 'each arm congested for itself, σ = 0.1 for a minute (2 blocks)', 'valid', {
    congestion: { spread: 0.1, correlationSeconds: 60 },
  }),
  world('long-congestion', 'the same for five minutes (10 blocks)', 'none', {
    congestion: { spread: 0.1, correlationSeconds: 300 },
  }),
  world('ramp', 'weights 5 → 25 → 50 %, load drifts by ±40 % meanwhile', 'valid', {
    requestsPerSecond: 5,
    stages: [
      { blocks: 20, weight: 0.05, replicas: { control: 19, candidate: 1 } },
      { blocks: 20, weight: 0.25, replicas: { control: 15, candidate: 5 } },
      { blocks: 20, weight: 0.5, replicas: { control: 10, candidate: 10 } },
    ],
    drift: (seconds: number) => 0.4 * Math.cos((Math.PI * seconds) / (blocks * 30)),
  }),
  world('unequal-replicas', 'machines differ by σ = 5 %, four an arm', 'valid', { replicaSpread: 0.05 }),
  world('scaling', 'machines differ by σ = 5 %, and come and go: 4, then 8, then 3 an arm', 'valid', {
    replicaSpread: 0.05,
    stages: [
      { blocks: 20, weight: 0.5, replicas: { control: 4, candidate: 4 } },
      { blocks: 20, weight: 0.5, replicas: { control: 8, candidate: 8 } },
      { blocks: 20, weight: 0.5, replicas: { control: 3, candidate: 3 } },
    ],
  }),
  world('error-bursts', 'replicas die with 40 requests, twice an hour each', 'valid', {
    deaths: { perReplicaHour: 2, requests: 40 },
  }),
  world('switching', 'both arms jump by σ = 0.3 every four minutes, up to a block apart', 'valid', {
    switches: { everySeconds: 240, size: 0.3, lagSeconds: 30 },
  }),
  queuedWorld('under-loaded', 'one replica of ten gets 5 % and less to do', {
    requestsPerSecond: 10,
    weight: 0.05,
    replicas: { control: 9, candidate: 1 },
    users: null,
  }),
  queuedWorld('over-loaded', 'one replica of ten gets 15 % and more to do', {
    requestsPerSecond: 10,
    weight: 0.15,
    replicas: { control: 9, candidate: 1 },
    users: null,
  }),
  {
    ...queuedWorld('matched-queues', 'one replica of ten gets 10 %', {
      requestsPerSecond: 10,
      weight: 0.1,
      replicas: { control: 9, candidate: 1 },
      users: null,
    }),
    claim: 'valid',
  },
  {
    ...queuedWorld('sticky-queues', '50 users, activity Zipf 0.7, in front of queues, four replicas an arm', {
      requestsPerSecond: 7,
      weight: 0.5,
      replicas: { control: 4, candidate: 4 },
      users: { count: 50, zipf: 0.7, spread: 0 },
    }),
    claim: 'never-promoted',
    blocks: 240,
  },
  world('leak', 'a tenth of the candidate’s units is served by the control', 'never-promoted', { leak: 0.1 }),
];

function world(name: string, what: string, claim: World['claim'], different: Partial<Ingredients>): World {
  const ingredients = { ...plainIngredients, ...different };
  return {
    name,
    what,
    claim,
    scenarios: claim === 'never-promoted' ? ['same', 'edge'] : ['same', 'edge', 'faster'],
    blocks,
    simulate: (truth, random, length) => traffic(ingredients, truth, random, length),
  };
}

function queuedWorld(name: string, what: string, queues: Queues): World {
  return {
    name,
    what,
    claim: 'paused',
    scenarios: ['same'],
    blocks: 40,
    simulate: (truth, random, length) => queuedTraffic(queues, truth, random, length),
  };
}
