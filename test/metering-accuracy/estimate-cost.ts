import { ArrivalHabits, estimateSteps } from '@slipstream/metrics';
import { seededRandom } from '../../packages/metrics/src/arrivals/seeded-random.ts';
import { simulateAnswer } from '../../packages/metrics/src/arrivals/simulated-arrivals.ts';
import { mixed, usual } from './simulated-rows.ts';

/** CPU that one estimate takes, ms, for answers of 200 tokens, warmed up: when nothing is in the way, and when much is. */
export function estimateCost(): { readonly calm: number; readonly mixed: number } {
  return { calm: costOf({}), mixed: costOf({ ...mixed, lags: 0.05 }) };
}

function costOf(change: Partial<typeof usual>): number {
  const random = seededRandom(1);
  const habits = new ArrivalHabits();
  const answers = Array.from({ length: 300 }, () => simulateAnswer(200, { ...usual, ...change }, random));
  const run = (): void => {
    for (const { reads } of answers) estimateSteps(reads, 4, habits);
  };
  run();
  const before = process.cpuUsage();
  run();
  return process.cpuUsage(before).user / 1000 / answers.length;
}
