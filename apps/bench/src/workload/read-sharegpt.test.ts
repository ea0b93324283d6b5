import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShareGpt } from './read-sharegpt.ts';

const conversation = (value: unknown, from = 'human') => ({ id: 'a', conversations: [{ from, value }] });
const promptsOf = (value: unknown) => {
  const reading = readShareGpt(value);
  if (!reading.ok) throw new Error(reading.message);
  return reading;
};

describe('readShareGpt', () => {
  it('takes the first human turn, whoever spoke before', () => {
    const turns = [
      { from: 'gpt', value: 'hello' },
      { from: 'human', value: 'first' },
      { from: 'human', value: 'second' },
    ];
    expect(promptsOf([{ id: 'a', conversations: turns }]).prompts).toEqual([{ id: 'a', class: 'any', text: 'first' }]);
  });

  it('cuts to 500 characters as the published test did, never through a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 480, maxLength: 600 }), (text) => {
        fc.pre(text.trim() !== '');
        const cut = promptsOf([conversation(text)]).prompts[0]!.text;
        expect(cut.length).toBeLessThanOrEqual(500);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, 499));
      }),
    );
    expect(promptsOf([conversation(`${'x'.repeat(499)}😀`)]).prompts[0]!.text).toBe('x'.repeat(499));
  });

  it('leaves out conversations without a human text, and says how many', () => {
    const reading = promptsOf([conversation('a'), conversation('b', 'gpt'), { id: 'x' }, 7, conversation('  ')]);
    expect([reading.prompts.length, reading.skipped]).toEqual([1, 4]);
  });

  it('makes ids unique, since answers are paired by them', () => {
    const ids = promptsOf([conversation('a'), conversation('b'), { conversations: conversation('c').conversations }]);
    expect(new Set(ids.prompts.map(({ id }) => id)).size).toBe(3);
  });

  it.each([[{}], [null], ['text'], [[]], [[conversation('x', 'gpt')]]])('fails on %j', (value) => {
    expect(readShareGpt(value).ok).toBe(false);
  });
});
