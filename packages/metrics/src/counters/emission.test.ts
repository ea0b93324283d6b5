import { describe, expect, it } from 'vitest';
import { emissionOf } from './emission.ts';

const speculator = { draftTokens: 3 };

describe('emissionOf', () => {
  it('works out whichever of the three is not counted', () => {
    expect(emissionOf({ tokens: null, steps: 60, accepted: 40 }, speculator)).toEqual({
      tokens: 100,
      steps: 60,
      accepted: 40,
    });
    expect(emissionOf({ tokens: 100, steps: null, accepted: 40 }, speculator)).toEqual({
      tokens: 100,
      steps: 60,
      accepted: 40,
    });
    expect(emissionOf({ tokens: 100, steps: 60, accepted: null }, speculator)).toEqual({
      tokens: 100,
      steps: 60,
      accepted: 40,
    });
  });

  it('leaves three that are counted as they are, and two that are not unknown', () => {
    expect(emissionOf({ tokens: 90, steps: 60, accepted: 40 }, speculator)).toEqual({
      tokens: 90,
      steps: 60,
      accepted: 40,
    });
    expect(emissionOf({ tokens: 90, steps: null, accepted: null }, speculator)).toEqual({
      tokens: 90,
      steps: null,
      accepted: null,
    });
    expect(emissionOf({ tokens: null, steps: null, accepted: 4 }, speculator).tokens).toBeNull();
  });

  it('has nothing accepted without a speculator', () => {
    expect(emissionOf({ tokens: 90, steps: null, accepted: null }, { draftTokens: 0 })).toEqual({
      tokens: 90,
      steps: 90,
      accepted: 0,
    });
    expect(emissionOf({ tokens: 90, steps: null, accepted: null }, { draftTokens: null }).steps).toBeNull();
  });
});
