import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const wallMs = Date.parse('2026-03-01T12:00:00Z');

describe('retryAfterMs', () => {
  it.each([
    ['7', 7000],
    ['0', 0],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    ['99999999999', null],
    ['Sun, 99 Mar 2026 12:00:30 GMT', null],
    ['Wed, 21 Oct', null],
  ])('reads %j as %s', (value, ms) => expect(retryAfterMs({ 'retry-after': value }, wallMs)).toBe(ms));

  it('knows nothing where there is none', () => expect(retryAfterMs({}, wallMs)).toBeNull());
});
