import { mergeAnswers } from './answer-sums.ts';
import type { AnswerSums } from './answer-sums.ts';
import type { Slice } from './slice.ts';

/** The answers of one variant in the last `count` of these slices, or in all of them, together. */
export function recentAnswers(
  slices: readonly Slice[],
  {
    model,
    variant,
    count = slices.length,
  }: { readonly model: string; readonly variant: string; readonly count?: number },
): AnswerSums {
  return mergeAnswers(slices.slice(-count).flatMap(({ answers }) => answers.get(model)?.get(variant) ?? []));
}
