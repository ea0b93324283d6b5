import { describe, expect, it } from 'vitest';
import { bandNames, bandOf, inBandOrder } from './bands.ts';

describe('bands', () => {
  it('are named by what is in them', () => {
    expect(bandNames.length).toEqual(['0-127', '128-511', '512-2047', '2048-8191', '8192+']);
    expect(bandNames.concurrency).toEqual(['1', '2-3', '4-7', '8-15', '16-31', '32-63', '64-127', '128-255', '256+']);
  });

  it.each([
    ['length', 0, '0-127'],
    ['length', 127, '0-127'],
    ['length', 128, '128-511'],
    ['length', 1e6, '8192+'],
    ['length', null, 'unknown'],
    ['concurrency', 1, '1'],
    ['concurrency', 7, '4-7'],
    ['concurrency', 256, '256+'],
  ] as const)('of %s put %s into %s', (kind, count, band) => {
    expect(bandOf(kind, count)).toBe(band);
  });

  it('are shown by size, classes as they show and then by name, the unknown last', () => {
    expect(inBandOrder('length', ['unknown', '8192+', '0-127'])).toEqual(['0-127', '8192+', 'unknown']);
    expect(inBandOrder('class', ['summary', 'unknown', 'chat', 'rag', 'tools'])).toEqual([
      'tools',
      'chat',
      'rag',
      'summary',
      'unknown',
    ]);
  });
});
