/** Simulated coverage: what the intervals of conclusions promise, on requests like a gateway's. Seeded, so the figures are fixed. */
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../routing/testing/seeded-random.ts';
import { testConfig } from '../testing/test-config.ts';
import { concludeRow } from './conclude-row.ts';
import { quantities, quantity } from './conclusion-sample.ts';
import { addSample, emptyConclusionSums, nothingBefore } from './conclusion-sums.ts';
import type { ConclusionSums } from './conclusion-sums.ts';
import type { ConclusionsRow } from './conclusions-report.ts';
import { UnitMemory } from './unit-memory.ts';

const model = testConfig().models.get('tgi')!;
const variant = model.variants.get('mlp')!;
const control = model.variants.get('baseline')!;

/** Box–Muller, one of the two values. */
function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

interface World {
  readonly random: () => number;
  /** Requests of one unit are alike by so much (standard deviation of the log). */
  readonly unitSpread: number;
  /** Tokens per step, and times that a step takes of the control's; both means hold over requests. */
  readonly acceleration: number;
  readonly stepCost: number;
}

/** A user: how well drafts of theirs are accepted. */
interface Unit {
  readonly hash: number;
  readonly accepts: number;
}

function unitsOf({ random, unitSpread }: World, count: number): readonly Unit[] {
  return Array.from({ length: count }, (_, hash) => ({ hash, accepts: unitSpread * gaussian(random) }));
}

/** 20 ms a step of the control; lengths are uneven, and whoever accepts more has the faster answer. */
function ask(world: World, sums: ConclusionSums, memory: UnitMemory | null, unit: Unit): void {
  const { random, acceleration, stepCost, unitSpread } = world;
  const steps = Math.max(2, Math.round(Math.exp(Math.log(80) + 0.5 * gaussian(random))));
  // The mean of exp is 1, so that Σ tokens / Σ steps tends to the acceleration.
  const spread = unitSpread ** 2 / 2 + 0.15 ** 2 / 2;
  const perStep = acceleration === 1 ? 1 : acceleration * Math.exp(unit.accepts + 0.15 * gaussian(random) - spread);
  const stepSeconds = 0.02 * stepCost * Math.exp(0.2 * gaussian(random) - 0.02);
  const values = Array.from({ length: quantities }, () => 0);
  values[quantity.tokens] = steps * perStep;
  values[quantity.steps] = steps;
  values[quantity.stepSeconds] = steps * stepSeconds;
  values[quantity.timedSteps] = steps;
  values[quantity.logTpot] = Math.log(stepSeconds / perStep);
  values[quantity.timed] = 1;
  const sample = { values, byPosition: null, method: 'exact', tokens: 0, wastedGpuSeconds: 0 } as const;
  addSample(sums, sample, memory?.unit(unit.hash).add(0, sample) ?? nothingBefore);
}

function rowOf(sums: ConclusionSums, controlSums: ConclusionSums | null): ConclusionsRow {
  return concludeRow({ model: 'tgi', variant, control, band: null, method: 'exact', sums, controlSums });
}

function covers(
  row: ConclusionsRow,
  name: 'acceleration' | 'stepTimeMs' | 'speedUp' | 'stepCost',
  truth: number,
): boolean {
  const interval = row[name];
  return interval !== null && interval.lower <= truth && truth <= interval.upper;
}

/** Some ask once, some thirty times: 400 requests of 100 units. */
function askUnevenly(world: World, sums: ConclusionSums, memory: UnitMemory | null): void {
  const units = unitsOf(world, 100);
  for (let turn = 0; turn < 400; turn += 1) {
    const unit = units[Math.floor(100 * world.random() ** 2)];
    if (unit !== undefined) ask(world, sums, memory, unit);
  }
}

function shareCovered(
  world: World,
  knowsUnits: boolean,
  runs: number = 600,
): { readonly acceleration: number; readonly stepTimeMs: number } {
  const hits = { acceleration: 0, stepTimeMs: 0 };
  for (let run = 0; run < runs; run += 1) {
    const sums = emptyConclusionSums();
    askUnevenly(world, sums, knowsUnits ? new UnitMemory() : null);
    const row = rowOf(sums, null);
    if (covers(row, 'acceleration', world.acceleration)) hits.acceleration += 1;
    if (covers(row, 'stepTimeMs', 20 * world.stepCost)) hits.stepTimeMs += 1;
  }
  return { acceleration: hits.acceleration / runs, stepTimeMs: hits.stepTimeMs / runs };
}

// The standard error of a share of 600 at 95 % is 0.9 points, and the bounds lie three of them from it.
const [least, most] = [0.923, 0.977];

describe('coverage of 95 % intervals at one look', { timeout: 60_000 }, () => {
  it('of requests that are each of another unit', () => {
    const world = { random: seededRandom(3), unitSpread: 0, acceleration: 1.75, stepCost: 1.4 };
    const covered = shareCovered(world, false);
    for (const share of Object.values(covered)) {
      expect(share).toBeGreaterThan(least);
      expect(share).toBeLessThan(most);
    }
  });

  it('of requests whose units are alike, by unit; and not if each counted for itself', () => {
    const world = { random: seededRandom(5), unitSpread: 0.3, acceleration: 1.75, stepCost: 1.4 };
    const covered = shareCovered(world, true);
    for (const share of Object.values(covered)) {
      // A few units with most requests: the delta method is short by a point or two (docs/metering.md says so).
      expect(share).toBeGreaterThan(least - 0.015);
      expect(share).toBeLessThan(most);
    }
    expect(shareCovered(world, false, 200).acceleration).toBeLessThan(0.75);
  });
});

describe('what is compared with the control, looked at all the time', { timeout: 60_000 }, () => {
  /** 1000 requests of 200 units in each arm, looked at after each 25. */
  function everMisses(world: World, base: World, truth: { readonly speedUp: number; readonly stepCost: number }) {
    const [sums, controlSums] = [emptyConclusionSums(), emptyConclusionSums()];
    const [memory, controlMemory] = [new UnitMemory(), new UnitMemory()];
    const [units, controlUnits] = [unitsOf(world, 200), unitsOf(base, 200)];
    const missed = { speedUp: false, stepCost: false };
    for (let turn = 1; turn <= 1000; turn += 1) {
      ask(world, sums, memory, units[Math.floor(200 * world.random())] ?? units[0]!);
      ask(base, controlSums, controlMemory, controlUnits[Math.floor(200 * base.random())] ?? controlUnits[0]!);
      if (turn % 25 !== 0) continue;
      const row = rowOf(sums, controlSums);
      if (row.speedUp !== null && !covers(row, 'speedUp', truth.speedUp)) missed.speedUp = true;
      if (row.stepCost !== null && !covers(row, 'stepCost', truth.stepCost)) missed.stepCost = true;
    }
    return missed;
  }

  it('is ever wrong in at most 5 % of the runs', () => {
    const random = seededRandom(7);
    const world = { random, unitSpread: 0.3, acceleration: 1.75, stepCost: 1.4 };
    const base = { random, unitSpread: 0, acceleration: 1, stepCost: 1 };
    // exp of the mean log: e^(−σ²/2) below the ratio of means, for the spread of units and of requests.
    const speedUp = (1.75 / 1.4) * Math.exp(-(0.3 ** 2 + 0.15 ** 2) / 2);
    const runs = 120;
    const wrong = { speedUp: 0, stepCost: 0 };
    for (let run = 0; run < runs; run += 1) {
      const missed = everMisses(world, base, { speedUp, stepCost: 1.75 / speedUp });
      if (missed.speedUp) wrong.speedUp += 1;
      if (missed.stepCost) wrong.stepCost += 1;
    }
    // 5 % and three standard errors of a share of 120.
    expect(wrong.speedUp / runs).toBeLessThan(0.11);
    expect(wrong.stepCost / runs).toBeLessThan(0.11);
  });
});
