import { describe, expect, it } from 'vitest';
import { acceleration, decodeAcceleration } from '../../speculation/acceleration.ts';
import { meanAcceptanceLength } from '../../speculation/acceptance.ts';
import { timePerOutputTokenMs } from '../../timeline/latencies.ts';
import { done, fed, sse } from '../stream-fixtures.ts';
import type { FixtureRead } from '../stream-fixtures.ts';
import { vllmAdapter } from './vllm-adapter.ts';
import { vllmRole, vllmStatement, vllmStep, vllmUsage } from './vllm-fixtures.ts';

function read(reads: readonly FixtureRead[] | string, draftTokens: number | null = 3) {
  return fed(vllmAdapter.openTap({ route: 'chat', draftTokens }), reads).finish(0);
}

/** A prefill's token, then steps of 4, 3, 1 and 2 tokens 20 ms apart: 11 tokens in 5 steps. */
const steps = ['a', 'b c d e', 'f g h', 'i'].map((content) => vllmStep(content));
const stream = vllmRole + steps.join('') + vllmStep('j', 'length');

describe('vLLM, a stream whose server states its speculation', () => {
  const reading = read(stream + vllmUsage(20, 11, vllmStatement) + done);

  it('has steps, drafts and what was kept as the engine says', () => {
    expect(reading.speculation).toEqual({
      sums: {
        requests: 1,
        tokens: 11,
        steps: 5,
        accepted: 6,
        drafts: 4,
        draftTokens: 12,
        acceptedByPosition: [3, 2, 1],
      },
      method: 'exact',
      source: 'vllm:metrics.speculative_decoding',
    });
    expect(acceleration(reading.speculation!.sums)).toBe(11 / 5);
    expect(decodeAcceleration(reading.speculation!.sums)).toBe(10 / 4);
    expect(meanAcceptanceLength(reading.speculation!.sums)).toBe(2.5);
  });

  it('has the tokens of usage, and no others', () => {
    expect(reading).toMatchObject({ end: 'complete', tokens: { prompt: 20, completion: 11, source: 'engine' } });
  });

  it('counts steps without a draft, which the engine leaves out, by the tokens that nothing else explains', () => {
    // 4 speculated steps of 10 tokens, a prefill, and 5 steps of one token.
    const { speculation } = read(stream + vllmUsage(20, 16, vllmStatement) + done);
    expect(speculation?.sums).toMatchObject({ tokens: 16, steps: 10, drafts: 4 });
  });

  it('is not thrown by a last step that was cut: what it kept was counted before', () => {
    // 11 tokens would have come; max_tokens cut the last two off.
    const { speculation } = read(stream + vllmUsage(20, 9, vllmStatement) + done);
    expect(speculation?.sums).toMatchObject({ tokens: 9, steps: 5, accepted: 6 });
  });

  it('finds the steps without a draft of an answer that was cut within a step by its events, where it has one for each', () => {
    // A prefill, 4 speculated steps that kept 6, and 3 of one token: 14 tokens, of which the last was cut off.
    const plain = vllmStep('x').repeat(3);
    const cut = read(
      vllmRole + steps.join('') + plain + vllmStep('j', 'length') + vllmUsage(20, 13, vllmStatement) + done,
    );
    expect(cut.speculation?.sums).toMatchObject({ tokens: 13, steps: 8 });
    // Merged for a slow reader: nothing shows the step whose token was cut off.
    const merged = read(vllmRole + vllmStep('all of it', 'length') + vllmUsage(20, 13, vllmStatement) + done);
    expect(merged.speculation?.sums).toMatchObject({ steps: 7 });
    // Reasoning and answer of one step come as two events, so that events do not tell steps.
    const hm = sse({ choices: [{ index: 0, delta: { reasoning: 'hm' }, finish_reason: null }] });
    const split = read(
      vllmRole + hm + steps.join('') + plain + vllmStep('j', 'length') + vllmUsage(20, 13, vllmStatement) + done,
    );
    expect(split.speculation?.sums).toMatchObject({ steps: 7 });
  });

  it('takes every token for a step where drafts were never made', () => {
    const none =
      ',"metrics":{"speculative_decoding":{"num_spec_steps":0,"num_accepted_draft_tokens":0,"num_draft_tokens":0,' +
      '"acceptance_histogram":[0,0,0,0]}}';
    expect(read(stream + vllmUsage(20, 11, none) + done).speculation).toMatchObject({
      sums: { tokens: 11, steps: 11, accepted: 0, drafts: 0, acceptedByPosition: [0, 0, 0] },
      method: 'exact',
    });
  });

  it('says nothing exact of several generations: vLLM states none', () => {
    const second = vllmStep('x').replace('"index":0', '"index":1');
    const nothing = ',"metrics":{"speculative_decoding":null}';
    expect(read(stream + second + vllmUsage(20, 12, nothing) + done).speculation).toBeNull();
  });
});

describe('vLLM, a stream whose server states nothing', () => {
  it('estimates steps by events, the one that names the role not being one', () => {
    expect(read(stream + vllmUsage(20, 11) + done).speculation).toEqual({
      sums: {
        requests: 1,
        tokens: 11,
        steps: 5,
        accepted: 6,
        drafts: 4,
        draftTokens: 12,
        acceptedByPosition: null,
      },
      method: 'estimated',
      source: 'vllm:events-as-steps',
    });
  });

  it('counts an end that came in a step of its own', () => {
    const text = vllmRole + vllmStep('a') + vllmStep('b') + vllmStep('', 'stop') + vllmUsage(20, 3) + done;
    expect(read(text).speculation?.sums).toMatchObject({ tokens: 3, steps: 3 });
  });

  it('never makes more steps than tokens, though reasoning and answer of one step come as two events', () => {
    const text = vllmRole + vllmStep('a') + vllmStep('b') + vllmStep('c', 'stop') + vllmUsage(20, 2) + done;
    expect(read(text).speculation?.sums).toMatchObject({ tokens: 2, steps: 2, accepted: 0 });
  });

  it('estimates nothing of tool calls, whose steps the parser holds back', () => {
    const text = vllmRole + vllmStep('a') + vllmStep('', 'tool_calls') + vllmUsage(20, 30) + done;
    expect(read(text).speculation).toBeNull();
  });

  it.each([3, 0, null])(
    'knows at least so many tokens, and makes no pace and no figure of it (k = %s)',
    (draftTokens) => {
      const reads = [
        { atMs: 0, text: vllmRole + vllmStep('a') },
        { atMs: 40, text: vllmStep('b c d') + vllmStep('e') },
      ];
      const reading = read(reads, draftTokens);
      expect(reading).toMatchObject({ end: 'truncated', tokens: { prompt: null, completion: 3, source: 'estimated' } });
      expect(reading.speculation).toBeNull();
      expect(timePerOutputTokenMs(reading)).toBeNull();
    },
  );

  it('makes a step of every token without a speculator where usage says how many', () => {
    expect(read(stream + vllmUsage(20, 11) + done, 0).speculation).toMatchObject({
      sums: { tokens: 11, steps: 11 },
      method: 'derived',
    });
  });
});

describe('vLLM, other things of its streams', () => {
  it('takes the last of usages that grow (continuous_usage_stats), also of a stream that was cut', () => {
    const growing = (completion: number) =>
      `,"usage":{"prompt_tokens":20,"total_tokens":${20 + completion},"completion_tokens":${completion}}`;
    const text = vllmRole + vllmStep('a', null, growing(1)) + vllmStep('b c', null, growing(3));
    expect(read(text)).toMatchObject({ end: 'truncated', tokens: { prompt: 20, completion: 3, source: 'engine' } });
  });

  it('does not take one prompt of two answers for two prompts, when their usages grow and no last one comes', () => {
    const event = (index: number, completion: number): string =>
      sse({
        choices: [{ index, delta: { content: 'a' }, finish_reason: null }],
        usage: {
          prompt_tokens: 20,
          total_tokens: 20 + completion,
          completion_tokens: completion,
          prompt_tokens_details: { cached_tokens: 16 },
        },
      });
    const { tokens } = read(event(0, 1) + event(1, 1) + event(0, 4) + event(1, 3));
    expect(tokens).toMatchObject({ prompt: null, cached: null, completion: 7, source: 'engine' });
  });

  it('times the first token at the first step, not at the role', () => {
    const reads = [
      { atMs: 5, text: vllmRole },
      { atMs: 90, text: vllmStep('a') },
      { atMs: 110, text: vllmStep('b', 'stop') + done },
    ];
    expect(read(reads)).toMatchObject({ firstTokenAtMs: 90, lastTokenAtMs: 110, events: 2 });
  });

  it('reads reasoning deltas as pieces', () => {
    const reasoning = sse({ choices: [{ index: 0, delta: { reasoning: 'hm' }, finish_reason: null }] });
    const usage = sse({
      choices: [],
      usage: {
        prompt_tokens: 4,
        completion_tokens: 9,
        total_tokens: 13,
        completion_tokens_details: { reasoning_tokens: 5 },
        prompt_tokens_details: { cached_tokens: 3 },
      },
    });
    const reading = read(vllmRole + reasoning + vllmStep('a', 'stop') + usage + done);
    expect(reading).toMatchObject({ events: 2, tokens: { reasoning: 5, cached: 3 } });
  });

  it('does not believe a part that is larger than its whole', () => {
    const usage = { prompt_tokens: 4, completion_tokens: 3, completion_tokens_details: { reasoning_tokens: 5 } };
    expect(read(stream + sse({ choices: [], usage }) + done).tokens).toMatchObject({ completion: 3, reasoning: null });
  });

  it('ends with the error in its stream, although [DONE] follows', () => {
    const error = { message: 'EngineCore died', type: 'InternalServerError', param: null, code: 500 };
    const reading = read(vllmRole + vllmStep('a') + sse({ error }) + done);
    expect(reading).toMatchObject({
      end: 'engine-error',
      events: 1,
      engineError: { status: 500, code: 'InternalServerError', message: 'EngineCore died' },
    });
  });

  it('keeps the status that an error in its stream states', () => {
    const error = { message: 'maximum context length is 2048', type: 'BadRequestError', param: null, code: 400 };
    expect(read(sse({ error }) + done).engineError).toMatchObject({ status: 400, code: 'BadRequestError' });
  });
});
