import { describe, expect, it } from 'vitest';
import { ArrivalCalibration } from './arrival-calibration.ts';
import type { CalibratedArrivals } from './arrival-calibration.ts';
import { seededRandom } from './seeded-random.ts';

interface Traffic {
  readonly rounds: number;
  /** What the estimator makes of one step. */
  readonly stepsSeen: number;
  /** How far acceleration swings from round to round. */
  readonly swing?: number;
  /** Of the engine's tokens, those that others asked for, at twice the acceleration. */
  readonly foreign?: number;
  readonly stepsPerRound?: number;
}

function calibrate({
  rounds,
  stepsSeen,
  swing = 0,
  foreign = 0,
  stepsPerRound = 2400,
}: Traffic): CalibratedArrivals | null {
  const calibration = new ArrivalCalibration();
  const random = seededRandom(1);
  const estimated = { tokens: 0, steps: 0 };
  const counted = { tokens: 0, steps: 0 };
  calibration.mark({ ...estimated }, { ...counted });
  for (let round = 0; round < rounds; round += 1) {
    const tokens = stepsPerRound * (1.8 + swing * (2 * random() - 1));
    const others = (tokens * foreign) / (1 - foreign);
    estimated.tokens += tokens;
    // The estimator errs at random too, by a percent per round.
    estimated.steps += stepsPerRound * stepsSeen * (1 + 0.02 * (random() - 0.5));
    counted.tokens += tokens + others;
    counted.steps += stepsPerRound + others / 3.6;
    calibration.mark({ ...estimated }, { ...counted });
  }
  return calibration.result;
}

describe('ArrivalCalibration', () => {
  it('finds the bias of the estimator, and how well', () => {
    const { factor, errorRatio, blocks } = calibrate({ rounds: 20, stepsSeen: 0.95 })!;
    expect(factor).toBeCloseTo(1 / 0.95, 2);
    expect(errorRatio).toBeGreaterThan(0.001);
    expect(errorRatio).toBeLessThan(0.01);
    expect(blocks).toBe(20);
    expect(Math.abs(factor * 0.95 - 1)).toBeLessThan(errorRatio);
  });

  it('does not mind acceleration that swings, as long as both sides see it', () => {
    const { factor } = calibrate({ rounds: 24, stepsSeen: 1, swing: 0.5 })!;
    expect(factor).toBeCloseTo(1, 2);
  });

  it('says nothing before five blocks', () => {
    expect(calibrate({ rounds: 4, stepsSeen: 1 })).toBeNull();
    expect(calibrate({ rounds: 5, stepsSeen: 1 })).not.toBeNull();
  });

  it('waits for 2000 steps on both sides before it closes a block', () => {
    expect(calibrate({ rounds: 24, stepsSeen: 1, stepsPerRound: 400 })).toBeNull();
    expect(calibrate({ rounds: 40, stepsSeen: 1, stepsPerRound: 400 })?.blocks).toBeGreaterThanOrEqual(5);
  });

  it('says nothing where too much of the traffic is not ours: its acceleration may be another', () => {
    expect(calibrate({ rounds: 20, stepsSeen: 1, foreign: 0.1 })).not.toBeNull();
    expect(calibrate({ rounds: 20, stepsSeen: 1, foreign: 0.3 })).toBeNull();
  });

  it('keeps the last blocks only', () => {
    expect(calibrate({ rounds: 100, stepsSeen: 1 })?.blocks).toBe(24);
  });
});
