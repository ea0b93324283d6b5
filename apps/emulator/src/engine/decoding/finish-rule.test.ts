import { describe, expect, it } from 'vitest';
import { FinishRule } from './finish-rule.ts';

const EOS = { id: 9, text: '', special: true };
const piece = (text: string): { id: number; text: string; special: boolean } => ({ id: 1, text, special: false });

describe('the end of an answer', () => {
  it('comes with the last allowed token', () => {
    const rule = new FinishRule(2, EOS.id, []);
    expect([rule.accept(piece('a')), rule.accept(piece('b'))]).toEqual([null, 'length']);
  });

  it('comes with the EOS, but an EOS on the last allowed token counts as length', () => {
    expect(new FinishRule(5, EOS.id, []).accept(EOS)).toBe('eos');
    expect(new FinishRule(1, EOS.id, []).accept(EOS)).toBe('length');
  });

  it('comes when the text ends with a stop text, also one spread over several tokens', () => {
    const rule = new FinishRule(50, EOS.id, ['END.']);
    expect(['The', ' EN', 'D'].map((text) => rule.accept(piece(text)))).toEqual([null, null, null]);
    expect(rule.accept(piece('.'))).toBe('stop');
  });

  it('does not come when a stop text lies inside a token', () => {
    const rule = new FinishRule(50, EOS.id, ['nt']);
    expect(rule.accept(piece(' internal'))).toBeNull();
    expect(rule.accept(piece(' font'))).toBe('stop');
  });

  it('ignores empty stop texts', () => {
    expect(new FinishRule(50, EOS.id, ['']).accept(piece('a'))).toBeNull();
  });
});

it('knows no EOS where it is told to ignore it', () => {
  const rule = new FinishRule(3, null, []);
  const eos = { id: 2, text: '', special: true };
  expect([rule.accept(eos), rule.accept(eos), rule.accept(eos)]).toEqual([null, null, 'length']);
});
