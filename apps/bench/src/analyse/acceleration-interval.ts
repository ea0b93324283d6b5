import { addRatio, emptyRatioSums, ratioInterval } from '@slipstream/statistics';
import type { Interval } from '@slipstream/statistics';
import type { Answer } from '../client/answer.ts';

/** If the estimated steps are off by more than this in all, their spread is not worth showing. */
const largestBias = 0.1;

/**
 * 95 % interval of an engine's acceleration. The engine counts for all requests together, so the point is exact and says nothing
 * about the spread between requests; steps inside one answer depend on each other, so the spread must be that between
 * requests (treating steps as independent covers 66 %, not 95 %). It is taken from each answer's steps as estimated
 * from arrival times, and laid around the exact point. Null when the estimate is not close to the exact.
 */
export function accelerationInterval(exact: number | null, answers: readonly Answer[]): Interval | null {
  if (exact === null) return null;
  // Nothing was ever accepted: each pass gave one token, in every request.
  if (exact === 1) return { lower: 1, estimate: 1, upper: 1 };
  const sums = answers.reduce((total, { tokens, estimatedSteps, failure }) => {
    const usable = failure === null && tokens !== null && estimatedSteps !== null && estimatedSteps > 0;
    return usable ? addRatio(total, tokens, estimatedSteps) : total;
  }, emptyRatioSums());
  const estimated = ratioInterval(sums);
  if (estimated === null || Math.abs(estimated.estimate / exact - 1) > largestBias) return null;
  const scale = exact / estimated.estimate;
  // No pass gives less than one token.
  return { lower: Math.max(1, estimated.lower * scale), estimate: exact, upper: estimated.upper * scale };
}
