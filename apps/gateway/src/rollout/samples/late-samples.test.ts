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

  const many = (window: number, replica: string, tokens: number, count: number) =>
    Array.from({ length: count }, () => [window, replica, tokens] as const);

  it('is of each replica, of the window under way and of the one before it, or as far back as it takes', () => {
    const lately = seen([
      ...many(1, 'busy', 1000, 5),
      ...many(1, 'idle', 7, 5),
      ...many(2, 'busy', 2, 60),
      ...many(3, 'busy', 1, 10),
      ...many(3, 'idle', 3, 1),
    ]);
    expect(tokensOf(lately)).toEqual({ busy: 60 * 2 + 10, idle: 5 * 7 + 3 });
  });

  it('forgets what is twelve windows old', () => {
    const lately = seen([...many(1, 'a', 20, 1), ...many(2, 'a', 21, 1), ...many(13, 'a', 22, 1)]);
    expect(tokensOf(lately)).toEqual({ a: 43 });
    expect(Object.keys(lately)).toEqual(['2', '13']);
    expect(lastWindows({})).toEqual({});
  });
});
