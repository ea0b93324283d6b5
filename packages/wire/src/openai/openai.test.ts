import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openAiError } from './error.ts';
import { readUsage } from './usage.ts';

describe('readUsage', () => {
  it('reads the counts and their details', () => {
    expect(
      readUsage({
        prompt_tokens: 20,
        completion_tokens: 9,
        total_tokens: 29,
        prompt_tokens_details: { cached_tokens: 16 },
        completion_tokens_details: { reasoning_tokens: 4 },
      }),
    ).toEqual({ promptTokens: 20, completionTokens: 9, totalTokens: 29, cachedTokens: 16, reasoningTokens: 4 });
  });

  it('keeps 0, and gives null for a detail that was not said', () => {
    const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    const read = { promptTokens: 0, completionTokens: 0, totalTokens: 0 };
    expect(readUsage(usage)).toEqual({ ...read, cachedTokens: null, reasoningTokens: null });
    expect(readUsage({ ...usage, prompt_tokens_details: null, completion_tokens_details: {} })).toEqual({
      ...read,
      cachedTokens: null,
      reasoningTokens: null,
    });
    expect(
      readUsage({
        ...usage,
        prompt_tokens_details: { cached_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      }),
    ).toEqual({ ...read, cachedTokens: 0, reasoningTokens: 0 });
  });

  it('adds up a total that is not said', () => {
    expect(readUsage({ prompt_tokens: 2, completion_tokens: 3 })?.totalTokens).toBe(5);
  });

  it.each([
    [null],
    [undefined],
    [[]],
    ['usage'],
    [{}],
    [{ prompt_tokens: 2 }],
    [{ completion_tokens: 2 }],
    [{ prompt_tokens: '2', completion_tokens: 3 }],
    [{ prompt_tokens: 2, completion_tokens: -1 }],
    [{ prompt_tokens: 2, completion_tokens: 1.5 }],
    [{ prompt_tokens: 2, completion_tokens: null }],
  ])('gives null for %j', (value) => {
    expect(readUsage(value)).toBeNull();
  });

  it('never throws, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(readUsage({ prompt_tokens: 1, completion_tokens: 1, prompt_tokens_details: value })).not.toBeNull();
        expect(() => readUsage(value)).not.toThrow();
      }),
    );
  });
});

describe('openAiError', () => {
  it('writes all four fields, null where there is nothing to say', () => {
    expect(JSON.stringify(openAiError('no such model', 'invalid_request_error', 'model_not_found'))).toBe(
      '{"error":{"message":"no such model","type":"invalid_request_error","param":null,"code":"model_not_found"}}',
    );
    expect(openAiError('m', 't', null, 'messages').error).toMatchObject({ param: 'messages', code: null });
  });
});
