import { describe, expect, it } from 'vitest';
import { timePerOutputTokenMs } from '../../timeline/latencies.ts';
import { unknownTokens } from '../answer-reading.ts';
import type { TapOptions } from '../engine-adapter.ts';
import { done, fed, sse, usage } from '../stream-fixtures.ts';
import { genericDialect } from '../generic/generic-dialect.ts';
import { OpenAiTap } from './openai-tap.ts';

const options: TapOptions = { route: 'chat', draftTokens: 0 };

function delta(fields: object, finish: string | null = null, index = 0): string {
  return sse({ choices: [{ index, delta: fields, finish_reason: finish }] });
}

describe('OpenAiTap, any server', () => {
  it('does not take a role-only event for the first token', () => {
    const reads = [
      { atMs: 1, text: delta({ role: 'assistant', content: '' }) },
      { atMs: 9, text: delta({ content: 'Hi' }) },
      { atMs: 12, text: delta({}, 'stop') + done },
    ];
    expect(fed(new OpenAiTap(genericDialect, options), reads).finish()).toMatchObject({
      end: 'complete',
      firstTokenAtMs: 9,
      lastTokenAtMs: 9,
      events: 1,
      finishReason: 'stop',
    });
  });

  it.each([
    ['reasoning', { reasoning_content: 'hm' }],
    ['a tool call', { tool_calls: [{ index: 0 }] }],
  ])('takes %s for content', (_name, fields) => {
    expect(fed(new OpenAiTap(genericDialect, options), delta(fields)).finish().events).toBe(1);
  });

  it('never takes events for tokens', () => {
    const reads = [
      { atMs: 0, text: delta({ content: 'three tokens here' }) },
      { atMs: 20, text: delta({ content: 'and two' }, 'stop') + done },
    ];
    const reading = fed(new OpenAiTap(genericDialect, options), reads).finish();
    expect(reading.tokens).toEqual(unknownTokens);
    expect(reading.speculation).toBeNull();
    expect(timePerOutputTokenMs(reading)).toBeNull();
  });

  it('computes with the tokens that usage states', () => {
    const reads = [
      { atMs: 0, text: delta({ content: 'three tokens here' }) },
      { atMs: 20, text: delta({ content: 'and two' }, 'stop') + sse({ choices: [], usage: usage(4, 5) }) + done },
    ];
    const reading = fed(new OpenAiTap(genericDialect, options), reads).finish();
    expect(timePerOutputTokenMs(reading)).toBe(5);
    expect(reading.speculation?.sums).toMatchObject({ tokens: 5, steps: 5 });
  });

  it('takes the last of usages that grow, not their sum', () => {
    const growing = [1, 2, 3].map((tokens) =>
      sse({ choices: [{ index: 0, delta: { content: 'x' }, finish_reason: null }], usage: usage(4, tokens) }),
    );
    const text = growing.join('') + delta({}, 'stop') + done;
    expect(fed(new OpenAiTap(genericDialect, options), text).finish().tokens.completion).toBe(3);
  });

  it('knows nothing of the steps behind a speculator', () => {
    const text = delta({ content: 'a' }, 'stop') + sse({ choices: [], usage: usage(4, 5) }) + done;
    expect(fed(new OpenAiTap(genericDialect, { ...options, draftTokens: 4 }), text).finish().speculation).toBeNull();
  });

  it.each([
    ['the end mark', delta({ content: 'a' }) + done, 'complete'],
    ['every choice finished', delta({ content: 'a' }, 'stop') + delta({ content: 'b' }, 'stop', 1), 'complete'],
    ['one choice of two finished', delta({ content: 'a' }, 'stop') + delta({ content: 'b' }, null, 1), 'truncated'],
    ['no end', delta({ content: 'a' }), 'truncated'],
    ['a cut event', `${delta({ content: 'a' }, 'stop')}data: {`, 'truncated'],
    ['an error event', delta({ content: 'a' }) + sse({ error: { message: 'no', code: 503 } }), 'engine-error'],
  ])('judges a stream with %s', (_name, text, end) => {
    expect(fed(new OpenAiTap(genericDialect, options), text).finish().end).toBe(end);
  });
});
