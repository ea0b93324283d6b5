import { describe, expect, it } from 'vitest';
import { decodeAcceleration } from '../../speculation/acceleration.ts';
import { done, fed, sse } from '../stream-fixtures.ts';
import { sglangAdapter } from './sglang-adapter.ts';
import {
  sglangDetails,
  sglangFinish,
  sglangRole,
  sglangStatement,
  sglangStep,
  sglangUsage,
} from './sglang-fixtures.ts';

function read(text: string, draftTokens: number | null = 3) {
  return fed(sglangAdapter.openTap({ route: 'chat', draftTokens }), text).finish(0);
}

const stream = sglangRole + ['a', 'b c d e', 'f g h', 'i', 'j k'].map(sglangStep).join('') + sglangFinish;

describe('SGLang, a stream whose server states its speculation', () => {
  it('adds the prefill’s step to the verify calls, which the engine’s own acceptance length does not', () => {
    const reading = read(stream + sglangDetails(sglangStatement) + sglangUsage(20, 11) + done);
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
      source: 'sglang:sglext.spec_tokens_details',
    });
    expect(decodeAcceleration(reading.speculation!.sums)).toBe(2.5);
  });

  it('sums the generations of one request', () => {
    const other = sglangStep('x').replace('"index":0', '"index":1');
    const shorter = {
      ...sglangStatement,
      spec_verify_ct: 2,
      spec_num_correct_drafts: 1,
      spec_correct_drafts_histogram: [1, 1],
    };
    const text = stream + other + sglangDetails([sglangStatement, shorter]) + sglangUsage(20, 15) + done;
    expect(read(text).speculation?.sums).toMatchObject({
      requests: 2,
      tokens: 15,
      steps: 2 + 4 + 2,
      accepted: 7,
      acceptedByPosition: [4, 2, 1],
    });
  });

  it('does not make one step of an answer where nothing was verified', () => {
    const idle = {
      ...sglangStatement,
      spec_verify_ct: 0,
      spec_num_correct_drafts: 0,
      spec_correct_drafts_histogram: [],
    };
    const text = stream + sglangDetails(idle) + sglangUsage(20, 11) + done;
    expect(read(text, 0).speculation).toMatchObject({ sums: { steps: 11 }, method: 'derived' });
    expect(read(text).speculation?.method).toBe('estimated');
  });

  it('is one step where the prefill’s token was the whole answer', () => {
    const idle = {
      ...sglangStatement,
      spec_verify_ct: 0,
      spec_num_correct_drafts: 0,
      spec_correct_drafts_histogram: [],
    };
    const text = sglangRole + sglangStep('a') + sglangFinish + sglangDetails(idle) + sglangUsage(20, 1) + done;
    expect(read(text).speculation?.sums).toMatchObject({ tokens: 1, steps: 1, drafts: 0 });
  });
});

describe('SGLang, a stream whose server states nothing', () => {
  it('estimates steps by the events that have text: neither the role nor the reason of the end is a step', () => {
    expect(read(stream + sglangUsage(20, 11) + done).speculation).toMatchObject({
      sums: { tokens: 11, steps: 5, acceptedByPosition: null },
      method: 'estimated',
      source: 'sglang:events-as-steps',
    });
  });

  it('finds reasoning tokens where SGLang writes them, and leaves out more than there were tokens', () => {
    expect(read(stream + sglangUsage(20, 11, ',"reasoning_tokens":4') + done).tokens.reasoning).toBe(4);
    expect(read(stream + sglangUsage(20, 11, ',"reasoning_tokens":14') + done).tokens.reasoning).toBeNull();
    expect(read(stream + sglangUsage(20, 11, ',"reasoning_tokens":0') + done).tokens.reasoning).toBe(0);
  });

  it.each([
    ['inside an object', sse({ error: { object: 'error', message: 'boom', type: 'InternalServerError', code: 500 } })],
    ['flat', sse({ object: 'error', message: 'boom', type: 'InternalServerError', param: null, code: 500 })],
  ])('ends with an error that is written %s, although [DONE] follows', (_name, error) => {
    expect(read(stream + error + done)).toMatchObject({
      end: 'engine-error',
      engineError: { status: 500, code: 'InternalServerError', message: 'boom' },
    });
  });
});
