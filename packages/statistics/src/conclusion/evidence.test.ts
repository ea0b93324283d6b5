import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addArrival, addComparison, addReplicaSeconds, addRequest } from './add-to-block.ts';
import { addToUnit } from './add-to-unit.ts';
import { emptyBlock, emptyEvidence } from './empty-evidence.ts';
import type { ArmName, Block, Evidence } from './evidence.ts';
import { mergeBlocks, mergeEvidence, withBlock } from './merge-evidence.ts';
import type { RequestSample } from './request-sample.ts';

const sample: RequestSample = {
  replica: 'a',
  tick: 7,
  decodeSeconds: 2,
  completionTokens: 101,
  timeToFirstTokenSeconds: 0.5,
  concurrency: 5.5,
  incidents: [],
};
const block = emptyBlock({ epoch: 0, index: 3, weight: 0.5 });

describe('addRequest', () => {
  it('adds logs of what is known to its arm, by replica and by concurrency', () => {
    const { candidate, control } = addRequest(block, 'candidate', sample).arms;
    expect(candidate.requests).toBe(1);
    expect(candidate.logTpot).toEqual({ a: { n: 1, mean: Math.log(0.02), m2: 0 } });
    expect(Object.keys(candidate.logTpotByConcurrency)).toEqual(['4']);
    expect(candidate.pace).toMatchObject({ n: 1, y: 2, t: 100 });
    expect(candidate.logTtft).toEqual({ a: { n: 1, mean: Math.log(0.5), m2: 0 } });
    expect(candidate.logLength.mean).toBe(Math.log(101));
    expect(control).toEqual(block.arms.control);
  });

  it('leaves out what is unknown, and paces of answers that are too short to have one', () => {
    const unknown = { ...sample, decodeSeconds: null, timeToFirstTokenSeconds: null, concurrency: null };
    const { candidate } = addRequest(block, 'candidate', { ...unknown, completionTokens: null }).arms;
    expect(candidate).toEqual({ ...block.arms.candidate, requests: 1 });
    expect(addRequest(block, 'control', { ...sample, completionTokens: 7 }).arms.control.logTpot).toEqual({});
    expect(addRequest(block, 'control', { ...sample, completionTokens: 8 }).arms.control.logTpot).not.toEqual({});
    expect(addRequest(block, 'control', { ...sample, decodeSeconds: 0 }).arms.control.logTpot).toEqual({});
  });

  it('counts events of a replica in one tick once', () => {
    const failing = { ...sample, incidents: ['error', 'error'] as const };
    const twice = addRequest(addRequest(block, 'control', failing), 'control', failing);
    const later = addRequest(twice, 'control', { ...failing, tick: 5 });
    expect(later.arms.control.incidents).toEqual({ error: { a: [5, 7] }, 'slo-miss': {} });
    expect(later.arms.control.requests).toBe(3);
  });
});

it('addArrival counts requests, and units where they are new', () => {
  const { control } = addArrival(addArrival(block, 'control'), 'control', false).arms;
  expect([control.arrivals, control.units]).toEqual([2, 1]);
});

it('addReplicaSeconds adds up', () => {
  expect(addReplicaSeconds(addReplicaSeconds(block, 'control', 10), 'control', 5).arms.control.replicaSeconds).toBe(15);
});

it('addComparison counts prompts where exactly one later answer differs', () => {
  const outcomes = [
    { controlAgain: true, candidate: true },
    { controlAgain: false, candidate: true },
    { controlAgain: false, candidate: false },
    { controlAgain: true, candidate: false },
    { controlAgain: false, candidate: true },
  ];
  expect(outcomes.reduce(addComparison, block).comparisons).toEqual({
    prompts: 5,
    candidateDiffers: 2,
    controlDiffers: 1,
  });
});

it('emptyBlock refuses a weight that leaves an arm without traffic', () => {
  expect(() => emptyBlock({ epoch: 0, index: 0, weight: 0 })).toThrow('between 0 and 1, not at 0');
  expect(() => emptyBlock({ epoch: 0, index: 0, weight: Number.NaN })).toThrow('not at NaN');
});

describe('merged evidence', () => {
  interface Happened {
    readonly gateway: number;
    readonly index: number;
    readonly arm: ArmName;
    readonly unit: number;
    readonly sample: RequestSample;
  }
  const happened = fc.array(
    fc.record<Happened>({
      gateway: fc.nat(2),
      index: fc.nat(3),
      arm: fc.constantFrom('control', 'candidate'),
      unit: fc.nat(5),
      sample: fc.record<RequestSample>({
        replica: fc.constantFrom('a', 'b'),
        tick: fc.nat(30),
        decodeSeconds: fc.option(fc.double({ min: 0.1, max: 9, noNaN: true })),
        completionTokens: fc.option(fc.integer({ min: 1, max: 500 })),
        timeToFirstTokenSeconds: fc.option(fc.double({ min: 0.01, max: 2, noNaN: true })),
        concurrency: fc.option(fc.double({ min: 0, max: 300, noNaN: true })),
        incidents: fc.subarray(['error', 'slo-miss'] as const),
      }),
    }),
    { maxLength: 40 },
  );

  /** Sticky units stay on one gateway. */
  const gatewayOf = ({ unit }: Happened) => unit % 3;

  function evidenceOf(requests: readonly Happened[]): Evidence {
    const blocks = new Map<number, Block>();
    const soFar = new Map<string, Parameters<typeof addToUnit>[2]>();
    let units: Evidence['units'] = null;
    for (const { index, arm, unit, sample } of requests) {
      const before = blocks.get(index) ?? emptyBlock({ epoch: 0, index, weight: 0.5 });
      blocks.set(index, addRequest(addArrival(before, arm), arm, sample));
      const added = addToUnit(units, arm, soFar.get(`${arm}${unit}`), sample);
      units = added.units;
      soFar.set(`${arm}${unit}`, added.unit);
    }
    return { ...[...blocks.values()].reduce(withBlock, emptyEvidence()), units };
  }

  /** To nine digits: sums in another order round differently. */
  const rounded = (evidence: Evidence): unknown =>
    JSON.parse(
      JSON.stringify(evidence, (_, value: unknown) =>
        typeof value === 'number' ? Number((value + 0).toPrecision(9)) + 0 : value,
      ),
    );
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => a.localeCompare(b))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : typeof value === 'number' && Math.abs(value) < 1e-7
        ? 0
        : value;

  it('of three gateways is that of the whole, in any order, through JSON', () => {
    fc.assert(
      fc.property(happened, (requests) => {
        const parts = [0, 1, 2].map((gateway) =>
          evidenceOf(requests.filter((request) => gatewayOf(request) === gateway)),
        );
        const stored = parts.map((part): Evidence => JSON.parse(JSON.stringify(part)));
        const whole = sorted(rounded(evidenceOf(requests)));
        expect(sorted(rounded(stored.reduce(mergeEvidence, emptyEvidence())))).toEqual(whole);
        expect(sorted(rounded(stored.toReversed().reduce(mergeEvidence, emptyEvidence())))).toEqual(whole);
      }),
    );
  });

  it('refuses blocks that do not belong together', () => {
    const other = emptyBlock({ epoch: 0, index: 3, weight: 0.25 });
    expect(() => mergeBlocks(block, other)).toThrow(
      'block 0:3 of weight 0.5 and block 0:3 of weight 0.25 do not add up',
    );
    expect(() => mergeBlocks(block, emptyBlock({ epoch: 1, index: 3, weight: 0.5 }))).toThrow('do not add up');
  });
});
