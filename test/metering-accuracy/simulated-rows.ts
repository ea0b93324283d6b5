import { ArrivalHabits, estimateSteps } from '@slipstream/metrics';
import { seededRandom } from '../../packages/metrics/src/arrivals/seeded-random.ts';
import { simulateAnswer } from '../../packages/metrics/src/arrivals/simulated-arrivals.ts';
import type { ArrivalConditions } from '../../packages/metrics/src/arrivals/simulated-arrivals.ts';
import type { AccuracyRow, Bars } from './accuracy-row.ts';
import { bothBars, pooledOnly } from './accuracy-row.ts';
import { AccuracySums } from './accuracy-sums.ts';

interface Case {
  readonly name: string;
  readonly change: Partial<ArrivalConditions>;
  /** Tokens of each answer; null: 60 to 250. */
  readonly tokens?: number;
  readonly bars: Bars | null;
}

/** k = 4, acceptance 0.35 to 0.65 from answer to answer, steps of 20 ms ± 20 %, nothing in the way. */
export const usual: ArrivalConditions = {
  draftTokens: 4,
  acceptance: 0.5,
  stepMs: 20,
  drift: 0,
  jitter: 0.2,
  merges: 0,
  splits: 0,
  stalls: 0,
  lags: 0,
};

export const mixed = { merges: 0.02, splits: 0.02, stalls: 0.08 } as const;

const cases: readonly Case[] = [
  { name: 'nothing in the way', change: {}, bars: pooledOnly },
  { name: 'half of the bursts split over two reads', change: { splits: 0.5 }, bars: pooledOnly },
  { name: '2 % merged, 2 % split, 8 % stalled; 100 tokens', change: mixed, tokens: 100, bars: bothBars },
  { name: 'the same, k = 3', change: { ...mixed, draftTokens: 3 }, tokens: 100, bars: bothBars },
  { name: 'the same, k = 5', change: { ...mixed, draftTokens: 5 }, tokens: 100, bars: bothBars },
  { name: 'the same, 30 tokens', change: mixed, tokens: 30, bars: pooledOnly },
  { name: 'the same, 10 tokens', change: mixed, tokens: 10, bars: pooledOnly },
  { name: '5 % merged', change: { merges: 0.05 }, tokens: 100, bars: bothBars },
  { name: '20 % merged', change: { merges: 0.2 }, tokens: 100, bars: bothBars },
  { name: '40 % merged', change: { merges: 0.4 }, bars: null },
  { name: '25 % stalled', change: { stalls: 0.25 }, tokens: 100, bars: bothBars },
  { name: '50 % stalled', change: { stalls: 0.5 }, bars: null },
  { name: 'reader busy at 10 % of the reads', change: { lags: 0.1 }, tokens: 100, bars: bothBars },
  { name: 'reader busy at 20 % of the reads', change: { lags: 0.2 }, tokens: 100, bars: bothBars },
  { name: 'reader busy at 40 % of the reads', change: { lags: 0.4 }, bars: null },
  { name: 'steps that grow fourfold during the answer', change: { ...mixed, drift: 3 }, bars: null },
  { name: 'steps of 20 ms ± 50 %', change: { ...mixed, jitter: 0.5 }, bars: null },
  { name: 'steps of 2 ms, and all of it', change: { ...mixed, stepMs: 2, lags: 0.02 }, tokens: 100, bars: bothBars },
  {
    name: 'acceptance 0.85, k = 5',
    change: { ...mixed, acceptance: 0.85, draftTokens: 5 },
    tokens: 100,
    bars: pooledOnly,
  },
  {
    name: 'acceptance 0.15, k = 3',
    change: { ...mixed, acceptance: 0.15, draftTokens: 3 },
    tokens: 100,
    bars: bothBars,
  },
];

/** Deterministic. `answers` of each case, one after the other, as of one engine: habits are learnt on the way. */
export function simulatedRows(answers: number): AccuracyRow[] {
  return cases.map(({ name, change, tokens, bars }) => {
    const random = seededRandom(7);
    const habits = new ArrivalHabits();
    const conditions = { ...usual, ...change };
    const sums = new AccuracySums();
    for (let index = 0; index < answers; index += 1) {
      const acceptance = Math.min(0.95, Math.max(0.05, conditions.acceptance + 0.3 * (random() - 0.5)));
      const length = tokens ?? 60 + Math.floor(random() * 190);
      const answer = simulateAnswer(length, { ...conditions, acceptance }, random);
      sums.add(estimateSteps(answer.reads, conditions.draftTokens, habits), answer.steps);
    }
    return { group: 'simulated', name, ...sums.row(), bars };
  });
}
