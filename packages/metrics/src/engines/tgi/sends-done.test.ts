import { describe, expect, it } from 'vitest';
import { sendsDone } from './sends-done.ts';

describe('sendsDone', () => {
  it.each([
    ['2.0.4-sha-8f22cb9', false],
    ['2.1.1-native', false],
    ['2.2.0-native', true],
    ['2.2.1-dev0-sha-b70ae09', true],
    ['3.3.6-dev0-native', true],
    ['fp_44709d6fcb', true],
    [null, true],
  ])('of %s is %s', (fingerprint, expected) => {
    expect(sendsDone(fingerprint)).toBe(expected);
  });
});
