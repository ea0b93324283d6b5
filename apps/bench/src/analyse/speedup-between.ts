import { addMoment, emptyMoments, pairedSpeedup, speedup } from '@slipstream/statistics';
import type { Interval, Moments } from '@slipstream/statistics';
import type { RequestRecord } from '../run/request-record.ts';
import { timePerOutputTokenMs } from './request-times.ts';

export type SpeedupBetween =
  | { readonly method: 'paired' | 'welch'; readonly interval: Interval }
  | { readonly method: null; readonly reason: string };

/**
 * How many times faster the variant's tokens come than the control's. Both were asked the same prompts, so the pairs share
 * what makes requests differ; a prompt asked several times is one pair (its mean ln TPOT on either side), since the
 * same greedy answer again is no new evidence. Without two pairs, by requests with Welch's t.
 */
export function speedupBetween(control: readonly RequestRecord[], variant: readonly RequestRecord[]): SpeedupBetween {
  const [byControl, byVariant] = [logTimesByPrompt(control), logTimesByPrompt(variant)];
  const pairs = [...byVariant].flatMap(([prompt, moments]) => {
    const other = byControl.get(prompt);
    return other === undefined ? [] : [other.mean - moments.mean];
  });
  const paired = pairedSpeedup(pairs.reduce(addMoment, emptyMoments()));
  if (paired !== null) return { method: 'paired', interval: paired };
  const unpaired = speedup(
    logTimes(control).reduce(addMoment, emptyMoments()),
    logTimes(variant).reduce(addMoment, emptyMoments()),
  );
  if (unpaired !== null) return { method: 'welch', interval: unpaired };
  return { method: null, reason: 'fewer than two timed answers on one side' };
}

function logTimesByPrompt(records: readonly RequestRecord[]): ReadonlyMap<string, Moments> {
  const moments = new Map<string, Moments>();
  for (const record of records) {
    const timeMs = timePerOutputTokenMs(record);
    if (timeMs === null) continue;
    moments.set(record.promptId, addMoment(moments.get(record.promptId) ?? emptyMoments(), Math.log(timeMs)));
  }
  return moments;
}

function logTimes(records: readonly RequestRecord[]): readonly number[] {
  return records.map(timePerOutputTokenMs).flatMap((timeMs) => (timeMs === null ? [] : [Math.log(timeMs)]));
}
