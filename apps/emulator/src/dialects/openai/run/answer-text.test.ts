import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerText } from './answer-text.ts';

describe('AnswerText', () => {
  it('hands out at once where there is nothing to stop at', () => {
    const text = new AnswerText([]);
    expect([text.push('Hel', null), text.push('lo', null), text.push('', 'ended')]).toEqual(['Hel', 'lo', '']);
  });

  it('holds back what could begin a stop text, and cuts the stop text away', () => {
    const text = new AnswerText(['END']);
    expect(text.push('abcd', null)).toBe('ab');
    expect(text.push('E', null)).toBe('c');
    expect(text.push('ND', 'stopped')).toBe('d');
    expect(text.stoppedBy).toBe('END');
  });

  it('gives out every character once when no stop text came, however the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 5 })),
        fc.array(fc.string({ minLength: 1, maxLength: 4 })),
        (parts, stops) => {
          const text = new AnswerText(stops);
          const out = parts.map((part) => text.push(part, null)).join('') + text.push('', 'ended');
          expect(out).toBe(parts.join(''));
        },
      ),
    );
  });
});
