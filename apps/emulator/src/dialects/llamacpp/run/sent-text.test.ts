import { describe, expect, it } from 'vitest';
import { SentText } from './sent-text.ts';

const token = (text: string, special = false) => ({ id: 1, text, special, logprob: 0 });

describe('SentText', () => {
  it('sends each token as it comes', () => {
    const text = new SentText([]);
    expect(['a', 'b'].map((each) => text.push(token(each), false))).toEqual(['a', 'b']);
    expect(text.whole).toBe('ab');
  });

  it('holds back what may be a stop, and sends it with the token that shows it was none', () => {
    const text = new SentText(['END']);
    expect(['x', 'E', 'N', 'd'].map((each) => text.push(token(each), false))).toEqual(['x', '', '', 'ENd']);
  });

  it('cuts the stop away', () => {
    const text = new SentText(['END']);
    expect([text.push(token('xE'), false), text.push(token('ND'), true)]).toEqual(['', 'x']);
    expect(text.whole).toBe('x');
  });

  it('makes no result of half a character, and an empty one of a special token', () => {
    const text = new SentText([]);
    expect(text.push(token(''), false)).toBeNull();
    expect(text.push(token('😀'), false)).toBe('😀');
    expect(text.push(token('', true), false)).toBe('');
  });

  it('sends what was held back with the token that ends the answer', () => {
    const text = new SentText(['END']);
    expect([text.push(token('E'), false), text.push(token('', true), false)]).toEqual(['', 'E']);
  });
});
