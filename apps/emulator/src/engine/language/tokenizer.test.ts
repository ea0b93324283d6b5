import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTokens, tokenize, tokenPieces } from './tokenizer.ts';

const SPECIALS = ['<|eot_id|>', '<|start_header_id|>', '<s>', '</s>', '[INST]', '[/INST]'];
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('日本語', '😊', ' naïve', '\n    x', 'internationalisation'),
    ),
  )
  .map((parts) => parts.join(''));

describe('the tokenizer', () => {
  it('loses no character of a text without special tokens', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!/<\||<\/?s>|\[\/?INST\]/.test(text));
        const together = tokenPieces(text).map((piece) => piece.text);
        return together.join('') === text;
      }),
    );
  });

  it('gives spans that follow each other over all characters, and counts them', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...SPECIALS), (text, special) => {
        const whole = text + special + text;
        const characters = Array.from(whole);
        const spans = tokenize(whole);
        expect(spans.length).toBe(countTokens(whole));
        let reached = 0;
        for (const span of spans) {
          expect(characters.slice(span.start, span.stop).join('')).toBe(span.text);
          expect([reached, reached - 1]).toContain(span.start);
          reached = span.stop;
        }
        expect(reached).toBe(characters.length);
      }),
    );
  });

  it('splits an emoji in two tokens, of which only the second carries text', () => {
    expect(tokenPieces('😊').map((piece) => piece.text)).toEqual(['', '😊']);
    expect(tokenize('a 😊')).toMatchObject([
      { text: 'a', start: 0, stop: 1 },
      { text: ' ', start: 1, stop: 2 },
      { text: '😊', start: 2, stop: 3 },
      { text: '😊', start: 2, stop: 3 },
    ]);
  });

  it('reads the marks of the chat templates as special tokens with their published ids and no text', () => {
    expect(tokenPieces('<|eot_id|>')).toEqual([{ id: 128_009, text: '', special: true }]);
    expect(tokenPieces('</s>')).toEqual([{ id: 2, text: '', special: true }]);
  });

  it('takes about four characters per token of English prose', () => {
    const prose =
      'The town council voted on Tuesday to close the old bridge to cars from next spring. Engineers had found cracks in ' +
      'two of its four pillars, and a temporary investigation recommended considerable restoration of the foundations.';
    const ratio = prose.length / countTokens(prose);
    expect(ratio).toBeGreaterThan(3.5);
    expect(ratio).toBeLessThan(5);
  });

  it('takes linear time on one long run of the same character', () => {
    for (const unit of ['a', ' ', '\n', '<', '[', '#', '9', 'é'])
      expect(countTokens(unit.repeat(50_000))).toBeGreaterThan(0);
  }, 5_000);
});
