import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultKinds } from './fault.ts';
import { parseFault, parseFaultText } from './parse-fault.ts';

describe('parseFaultText', () => {
  it.each([
    ['html', { kind: 'html', after: null, share: 1, count: Infinity, durationMs: Infinity }],
    ['refuse', { kind: 'refuse', durationMs: 5000 }],
    ['refuse:250', { kind: 'refuse', durationMs: 250 }],
    ['cut-mid-event:10', { kind: 'cut-mid-event', after: 10 }],
    ['lossy:0.02', { kind: 'lossy', share: 0.02 }],
    ['stall:after=4,durationMs=100,count=2', { kind: 'stall', after: 4, durationMs: 100, count: 2 }],
    ['restart', { kind: 'restart', after: null, count: 1 }],
  ])('reads %s', (text, fault) => {
    expect(parseFaultText(text)).toMatchObject({ ok: true, fault });
  });

  it.each([
    ['fire', 'unknown fault "fire"; known are refuse, reset'],
    ['html:x', 'share must be a number'],
    ['html:share=2', 'share must be between 0 and 1'],
    ['stall:after=1.5', 'after must be a whole number'],
    ['stall:later=1', 'takes after, share, count, durationMs, not "later"'],
    ['stall:-1', 'after must be a number, 0 or more'],
    ['', 'unknown fault ""'],
  ])('refuses %j with the reason', (text, reason) => {
    const parsed = parseFaultText(text);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.message).toContain(reason);
  });

  it('knows every kind by its bare name', () => {
    for (const kind of Object.keys(faultKinds))
      expect(parseFaultText(kind)).toMatchObject({ ok: true, fault: { kind } });
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('stall:', 'toString', '__proto__:1')), (text) => {
        expect(typeof parseFaultText(text).ok).toBe('boolean');
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(parseFault(value).ok).toBe(false);
      }),
    );
  });
});
