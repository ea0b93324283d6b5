import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestWord, suggestion } from './nearest-word.ts';

const keys = ['listen', 'limits', 'models', 'timeouts'];

describe('nearestWord', () => {
  it.each([
    ['lisen', 'listen'],
    ['litsen', 'listen'],
    ['Model', 'models'],
    ['timeout', 'timeouts'],
  ])('takes %s for %s', (word, meant) => expect(nearestWord(word, keys)).toBe(meant));

  it.each(['', 'x', 'replicas', 'lsmt'])('finds nothing near %j', (word) => expect(nearestWord(word, keys)).toBeNull());

  it('finds a candidate again after one slip of the hand', () => {
    const slip = fc.tuple(fc.constantFrom(...keys), fc.nat(), fc.constantFrom('drop', 'double', 'swap'));
    fc.assert(
      fc.property(slip, ([word, seed, kind]) => {
        const at = seed % (word.length - 1);
        const [a, b, rest] = [word[at]!, word[at + 1]!, word.slice(at + 2)];
        const changed = { drop: b, double: a + a + b, swap: b + a }[kind as 'drop'] + rest;
        expect(nearestWord(word.slice(0, at) + changed, keys)).toBe(word);
      }),
    );
  });
});

describe('suggestion', () => {
  it('asks whether the near word was meant, and is silent otherwise', () => {
    expect(suggestion('lisen', keys)).toBe(' (did you mean "listen"?)');
    expect(suggestion('replicas', keys)).toBe('');
  });
});
