import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { done, fed, sse } from '../stream-fixtures.ts';
import { trtLlmAdapter } from './trtllm-adapter.ts';
import { trtLlmRole, trtLlmStep, trtLlmUsage } from './trtllm-fixtures.ts';

function read(text: string, draftTokens: number | null = 3) {
  return fed(trtLlmAdapter.openTap({ route: 'chat', draftTokens }), text).finish(0);
}

const stream =
  trtLlmRole +
  trtLlmStep('a', 1) +
  trtLlmStep('b c d e', 2.5) +
  trtLlmStep('f g h', 2.6666667) +
  trtLlmStep('', 2.25) +
  trtLlmStep('j k', 2.2, 'length');

describe('TensorRT-LLM, a stream', () => {
  it('has as many iterations as its tokens by the last ratio, the prefill among them', () => {
    const reading = read(stream + trtLlmUsage(20, 11) + done);
    expect(reading.speculation).toEqual({
      sums: {
        requests: 1,
        tokens: 11,
        steps: 5,
        accepted: 6,
        drafts: null,
        draftTokens: null,
        acceptedByPosition: null,
      },
      method: 'derived',
      source: 'trtllm:choices[].avg_decoded_tokens_per_iter',
    });
    expect(reading).toMatchObject({ tokens: { prompt: 20, completion: 11, cached: 2 }, finishReason: 'length' });
  });

  it('does not divide all tokens by the ratio of some, when the event with the last one cannot be read', () => {
    const unreadable = 'data: {"choices":[{"index":0,"delta":{"conte\n\n';
    const cut = stream.slice(0, stream.lastIndexOf('data: ')) + unreadable + trtLlmUsage(20, 11) + done;
    const { end, tokens, speculation } = read(cut);
    expect({ end, completion: tokens.completion }).toEqual({ end: 'malformed', completion: 11 });
    expect(speculation).toMatchObject({ method: 'estimated', source: 'trtllm:events-as-steps', sums: { steps: 4 } });
  });

  it('counts an iteration whose text is still empty as one, and the role as none', () => {
    expect(read(stream + done).events).toBe(5);
  });

  it('finds the iterations again from a ratio that was written as a 32-bit float', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 16 }), (steps, most) => {
        const tokens = steps + ((steps * 7919) % (steps * most));
        const text = trtLlmStep('x', Math.fround(tokens / steps), 'stop') + trtLlmUsage(1, tokens) + done;
        expect(read(text).speculation?.sums.steps).toBe(steps);
      }),
    );
  });

  it('takes the counts behind the ratio where a newer version states them', () => {
    const stated = {
      acceptance_rate: 0.5,
      total_accepted_draft_tokens: 6,
      total_draft_tokens: 12,
      num_spec_steps: 4,
      acceptance_histogram: [1, 1, 1, 1],
      num_spec_tokens: 3,
    };
    const last = sse({
      choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'stop', speculative_decoding: stated }],
    });
    expect(read(trtLlmRole + last + trtLlmUsage(20, 11) + done).speculation).toMatchObject({
      sums: { steps: 5, accepted: 6, drafts: 4, draftTokens: 12, acceptedByPosition: [3, 2, 1] },
      method: 'exact',
      source: 'trtllm:choices[].speculative_decoding',
    });
  });

  it.each([
    ['a ratio that is null', 'null'],
    ['a ratio of nothing decoded', '0'],
  ])('falls back to its events with %s', (_name, ratio) => {
    const text = stream.replaceAll(/"avg_decoded_tokens_per_iter":[\d.]+/g, `"avg_decoded_tokens_per_iter":${ratio}`);
    expect(read(text + trtLlmUsage(20, 11) + done).speculation).toMatchObject({
      sums: { tokens: 11, steps: 5 },
      method: 'estimated',
    });
  });

  it('says nothing of several generations: the ratio is of all of them', () => {
    const second = trtLlmStep('x', 2).replace('"index":0', '"index":1');
    expect(read(stream + second + trtLlmUsage(20, 12) + done).speculation).toBeNull();
  });

  it('ends with the flat error in its stream', () => {
    const error = sse({ object: 'error', message: 'boom', type: 'InternalServerError', param: null, code: 500 });
    expect(read(stream + error + done)).toMatchObject({ end: 'engine-error', engineError: { status: 500 } });
  });
});
