/**
 * Public vectors of GrowthBook's SDK specification 0.8.0, so that assignments can be recomputed with any of its SDKs: sections
 * hash, getBucketRange, chooseVariation and inNamespace of packages/sdk-js/test/cases.json in github.com/growthbook/growthbook
 * (MIT, © GrowthBook, Inc.), written here as tables.
 */
import { describe, expect, it } from 'vitest';
import { bucketRanges } from './bucket-ranges.ts';
import type { BucketRange } from './bucket-ranges.ts';
import { chooseVariation } from './choose-variation.ts';
import { hashUnit } from './hash-unit.ts';
import { inNamespace } from './in-namespace.ts';

const hashes: readonly (readonly [seed: string, value: string, version: 1 | 2, n: number])[] = [
  ['', 'a', 1, 0.22],
  ['', 'b', 1, 0.077],
  ['b', 'a', 1, 0.946],
  ['ef', 'd', 1, 0.652],
  ['asdf', '8952klfjas09ujk', 1, 0.549],
  ['', '123', 1, 0.011],
  ['', '___)((*":&', 1, 0.563],
  ['seed', 'a', 2, 0.0505],
  ['seed', 'b', 2, 0.2696],
  ['foo', 'ab', 2, 0.2575],
  ['foo', 'def', 2, 0.2019],
  ['89123klj', '8952klfjas09ujkasdf', 2, 0.124],
  ['90850943850283058242805', '123', 2, 0.7516],
  ['()**(%$##$%#$#', '___)((*":&', 2, 0.0128],
];

const halves: readonly BucketRange[] = [
  [0, 0.5],
  [0.5, 1],
];
const quarters: readonly BucketRange[] = [
  [0, 0.25],
  [0.25, 0.5],
  [0.5, 0.75],
  [0.75, 1],
];

type RangeCase = readonly [name: string, variations: number, coverage: number, weights: readonly number[] | undefined];
const ranges: readonly (readonly [...RangeCase, readonly BucketRange[]])[] = [
  ['normal 50/50', 2, 1, undefined, halves],
  [
    'reduced coverage',
    2,
    0.5,
    undefined,
    [
      [0, 0.25],
      [0.5, 0.75],
    ],
  ],
  [
    'zero coverage',
    2,
    0,
    undefined,
    [
      [0, 0],
      [0.5, 0.5],
    ],
  ],
  ['4 variations', 4, 1, undefined, quarters],
  [
    'uneven weights',
    2,
    1,
    [0.4, 0.6],
    [
      [0, 0.4],
      [0.4, 1],
    ],
  ],
  [
    '3 variations',
    3,
    1,
    [0.2, 0.3, 0.5],
    [
      [0, 0.2],
      [0.2, 0.5],
      [0.5, 1],
    ],
  ],
  [
    '3 variations, reduced coverage',
    3,
    0.2,
    [0.2, 0.3, 0.5],
    [
      [0, 0.04],
      [0.2, 0.26],
      [0.5, 0.6],
    ],
  ],
  [
    'negative coverage',
    2,
    -0.2,
    undefined,
    [
      [0, 0],
      [0.5, 0.5],
    ],
  ],
  ['coverage above 1', 2, 1.5, undefined, halves],
  ['weights sum below 1', 2, 1, [0.4, 0.1], halves],
  ['weights sum above 1', 2, 1, [0.7, 0.6], halves],
  ['as many weights as not variations', 4, 1, [0.4, 0.4, 0.2], quarters],
  [
    'weights sum almost equals 1',
    2,
    1,
    [0.4, 0.5999],
    [
      [0, 0.4],
      [0.4, 0.9999],
    ],
  ],
];

const reduced: readonly BucketRange[] = [
  [0, 0.25],
  [0.5, 0.75],
];
const choices: readonly (readonly [n: number, ranges: readonly BucketRange[], variation: number])[] = [
  [0.2, halves, 0],
  [0.4, halves, 0],
  [0.6, halves, 1],
  [0.8, halves, 1],
  [0, halves, 0],
  [0.5, halves, 1],
  [0.2, reduced, 0],
  [0.4, reduced, -1],
  [0.6, reduced, 1],
  [0.8, reduced, -1],
  [0.25, reduced, -1],
  [0.5, reduced, 1],
  [
    0.5,
    [
      [0, 0.5],
      [0.5, 0.5],
      [0.5, 1],
    ],
    2,
  ],
];

/** Whether units 1 to 4 lie in the first 0.4 of the namespace; the rest of it holds exactly those that do not. */
const namespaces: readonly (readonly [id: string, inFirstPart: readonly boolean[]])[] = [
  ['namespace1', [false, false, false, false]],
  ['namespace2', [false, false, true, true]],
];

describe("GrowthBook's public vectors", () => {
  it.each(hashes)('hash of (%j, %j, version %d) is %d', (seed, value, version, n) => {
    expect(hashUnit(seed, value, version)).toBe(n);
  });

  it.each(ranges)('bucket ranges: %s', (_name, variations, coverage, weights, expected) => {
    const found = bucketRanges(variations, coverage, weights);
    expect(found.map((range) => range.map((end) => Number(end.toFixed(12))))).toEqual(expected);
  });

  it.each(choices)('%d in %j is variation %d', (n, candidates, variation) => {
    expect(chooseVariation(n, candidates)).toBe(variation);
  });

  it.each(namespaces)('%s: units 1 to 4 lie in its first part or not: %j', (id, inFirstPart) => {
    const units = ['1', '2', '3', '4'];
    expect(units.map((unit) => inNamespace(unit, { id, start: 0, end: 0.4 }))).toEqual(inFirstPart);
    expect(units.map((unit) => inNamespace(unit, { id, start: 0.4, end: 1 }))).toEqual(inFirstPart.map((is) => !is));
  });
});
