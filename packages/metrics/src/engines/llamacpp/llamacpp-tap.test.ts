import { describe, expect, it } from 'vitest';
import { done, fed, sse, usage } from '../stream-fixtures.ts';
import type { FixtureRead } from '../stream-fixtures.ts';
import { llamaCppAdapter } from './llamacpp-adapter.ts';
import { llamaCppFinish, llamaCppRole, llamaCppTimings, llamaCppToken } from './llamacpp-fixtures.ts';

function read(reads: readonly FixtureRead[] | string, draftTokens: number | null = 3) {
  return fed(llamaCppAdapter.openTap({ route: 'chat', draftTokens }), reads).finish(0);
}

const tokens =
  llamaCppRole +
  'abcdefghij'
    .split('')
    .map((letter) => llamaCppToken(letter))
    .join('');
const drafted = llamaCppFinish(llamaCppTimings({ draft_n: 12, draft_n_accepted: 6 }));

describe('llama.cpp, a stream with its timings', () => {
  it('has tokens without being asked for usage, those of the prompt that were cached included', () => {
    expect(read(tokens + drafted + done).tokens).toEqual({
      prompt: 20,
      completion: 11,
      reasoning: null,
      cached: 4,
      source: 'engine',
    });
  });

  it('has steps that follow from what was kept, and no number of drafts: it is not on the wire', () => {
    expect(read(tokens + drafted + done).speculation).toEqual({
      sums: {
        requests: 1,
        tokens: 11,
        steps: 5,
        accepted: 6,
        drafts: null,
        draftTokens: 12,
        acceptedByPosition: null,
      },
      method: 'derived',
      source: 'llamacpp:timings',
    });
  });

  it('kept nothing where no draft is spoken of: no speculator, or one that found nothing', () => {
    const text = tokens + llamaCppFinish(llamaCppTimings({})) + done;
    for (const draftTokens of [0, 3, null]) {
      expect(read(text, draftTokens).speculation?.sums).toEqual({
        requests: 1,
        tokens: 11,
        steps: 11,
        accepted: 0,
        drafts: 0,
        draftTokens: 0,
        acceptedByPosition: [],
      });
    }
  });

  it('finds the timings on the usage event where the client asked for usage, and believes usage', () => {
    const text =
      tokens +
      llamaCppFinish('') +
      `data: {"choices":[],"usage":${JSON.stringify(usage(20, 11))}${llamaCppTimings({ draft_n: 12, draft_n_accepted: 6 })}}\n\n` +
      done;
    expect(read(text)).toMatchObject({ tokens: { prompt: 20, completion: 11 }, speculation: { sums: { steps: 5 } } });
  });

  it('takes the last of timings that grow (timings_per_token)', () => {
    const growing = (predicted: number) => llamaCppTimings({ predicted_n: predicted, draft_n: 3, draft_n_accepted: 1 });
    const text = llamaCppRole + llamaCppToken('a', growing(1)) + llamaCppToken('b', growing(2)) + drafted + done;
    expect(read(text)).toMatchObject({ tokens: { completion: 11 }, speculation: { sums: { steps: 5 } } });
  });

  it('is not misled by figures that cannot be', () => {
    const text = tokens + llamaCppFinish(llamaCppTimings({ draft_n: 30, draft_n_accepted: 11 })) + done;
    expect(read(text, 0)).toMatchObject({
      speculation: { sums: { steps: 11 }, source: expect.stringContaining('no spec') },
    });
    expect(read(tokens + llamaCppFinish(',"timings":{"predicted_n":-1,"prompt_n":3}') + done).tokens).toMatchObject({
      source: 'counted',
    });
  });
});

describe('llama.cpp, a stream that was cut before its timings came', () => {
  /** A prefill's token, then bursts of one event per token, 20 ms apart. */
  const bursts = [1, 3, 2, 1, 4, 2].map((size, step) => ({ atMs: 20 * step, text: llamaCppToken('x').repeat(size) }));

  it('is as far as its timings say, where the client asked for them with every token', () => {
    const growing = [1, 2, 3, 4].map((n) => llamaCppToken('a', llamaCppTimings({ predicted_n: n })));
    expect(read(llamaCppRole + growing.join('')).tokens).toMatchObject({ completion: 4, source: 'engine' });
  });

  it('counts its events, which are tokens, and estimates steps by the bursts in which they came', () => {
    const reading = read([{ atMs: 0, text: llamaCppRole }, ...bursts]);
    expect(reading).toMatchObject({ end: 'truncated', tokens: { prompt: null, completion: 13, source: 'counted' } });
    expect(reading.speculation).toMatchObject({
      sums: { tokens: 13, steps: expect.closeTo(6, 6) },
      method: 'estimated',
      source: 'llamacpp:arrival-clusters',
    });
  });

  it('ends with the error in its stream', () => {
    const error = { code: 500, message: 'the slot died', type: 'server_error' };
    expect(read(tokens + sse({ error }) + done)).toMatchObject({
      end: 'engine-error',
      engineError: { status: 500, code: 'server_error' },
    });
  });
});
