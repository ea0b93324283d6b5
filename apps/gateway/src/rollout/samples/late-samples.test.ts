import { addRatio, emptyRatioSums } from '@slipstream/statistics';
import { describe, expect, it } from 'vitest';
import type { AccelerationSums, LateSamples } from './epoch-samples.ts';
import { addLately, lastWindows, latelyByReplica, windowOf } from './late-samples.ts';

/** One answer of so many tokens in ten forward passes. */
const answer =
  (tokens: number) =>
  (to: AccelerationSums): AccelerationSums => ({ ...to, exact: addRatio(to.exact ?? emptyRatioSums(), tokens, 10) });

function seen(answers: readonly (readonly [window: number, replica: string, tokens: number])[]): LateSamples {
  return answers.reduce<LateSamples>(
    (lately, [window, replica, tokens]) => addLately(lately, { window, replica }, answer(tokens)),
    {},
  );
}

const tokensOf = (lately: LateSamples): Record<string, number | undefined> =>
  Object.fromEntries(Object.entries(latelyByReplica({ lately })).map(([name, sums]) => [name, sums.exact?.y]));

describe('what was seen lately', () => {
  it('is in windows of ten blocks', () => {
    expect([0, 299_999, 300_000].map((atMs) => windowOf(atMs, { blockMs: 30_000 }))).toEqual([0, 0, 1]);
  });

  it('is of each replica, of the window under way and of the one before it', () => {
    const lately = seen([
      [1, 'a', 20],
      [2, 'a', 21],
      [2, 'b', 12],
      [3, 'a', 22],
    ]);
    expect(tokensOf(lately)).toEqual({ a: 43, b: 12 });
    expect(Object.keys(lately)).toEqual(['2', '3']);
  });

  it('forgets a window that ended long ago as soon as there is a new one, and not before', () => {
    expect(tokensOf(seen([[1, 'a', 20]]))).toEqual({ a: 20 });
    expect(
      tokensOf(
        seen([
          [1, 'a', 20],
          [9, 'b', 11],
        ]),
      ),
    ).toEqual({ b: 11 });
    expect(lastWindows({})).toEqual({});
  });
});
