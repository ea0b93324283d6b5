import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalHabits } from './arrival-habits.ts';
import { estimateSteps } from './estimate-steps.ts';
import { seededRandom } from './seeded-random.ts';
import { simulateAnswer } from './simulated-arrivals.ts';
import type { ArrivalConditions } from './simulated-arrivals.ts';

const calm: ArrivalConditions = {
  draftTokens: 4,
  acceptance: 0.5,
  stepMs: 20,
  drift: 0,
  jitter: 0,
  merges: 0,
  splits: 0,
  stalls: 0,
  lags: 0,
};

interface Pooled {
  /** Pooled estimate / truth − 1, over the answers that were estimated. */
  readonly bias: number;
  /** Root mean square of one answer's relative error. */
  readonly error: number;
  readonly unknown: number;
  /** Share of the answers whose truth is within two standard errors (and a fifth of a step). */
  readonly covered: number;
}

/** One engine's answers, one after the other; its habits are learnt on the way. */
function measure(conditions: ArrivalConditions, answers = 120, lengthOf = anyLength): Pooled {
  const random = seededRandom(7);
  let truth = 0;
  let estimate = 0;
  let squares = 0;
  let unknown = 0;
  let covered = 0;
  const habits = new ArrivalHabits();
  for (let index = 0; index < answers; index += 1) {
    // Prompts differ: each answer has an acceptance of its own.
    const acceptance = Math.min(0.95, Math.max(0.05, conditions.acceptance + 0.3 * (random() - 0.5)));
    const answer = simulateAnswer(lengthOf(random), { ...conditions, acceptance }, random);
    const estimated = estimateSteps(answer.reads, conditions.draftTokens, habits);
    if (estimated === null) {
      unknown += 1;
      continue;
    }
    const { steps, standardError } = estimated;
    truth += answer.steps;
    estimate += steps;
    squares += (steps / answer.steps - 1) ** 2;
    covered += Math.abs(steps - answer.steps) <= 2 * standardError + 0.2 ? 1 : 0;
  }
  const known = answers - unknown;
  return { bias: estimate / truth - 1, error: Math.sqrt(squares / known), unknown, covered: covered / known };
}

function anyLength(random: () => number): number {
  return 60 + Math.floor(random() * 190);
}

describe('estimateSteps', () => {
  const grid = [3, 4, 5].flatMap((draftTokens) =>
    [0, 0.2].flatMap((jitter) =>
      [0, 0.02, 0.05].flatMap((merges) =>
        [0, 0.02].flatMap((splits) =>
          [0, 0.08].map((stalls) => ({ ...calm, draftTokens, jitter, merges, splits, stalls })),
        ),
      ),
    ),
  );

  it.each(grid)(
    'is within 1 % pooled and 3 % per answer, and knows its error, at k=$draftTokens jitter=$jitter merges=$merges splits=$splits stalls=$stalls',
    (conditions) => {
      const { bias, error, unknown, covered } = measure(conditions, 60);
      expect(Math.abs(bias)).toBeLessThan(0.01);
      expect(error).toBeLessThan(0.03);
      expect(covered).toBeGreaterThan(0.9);
      expect(unknown).toBe(0);
    },
  );

  it.each([
    ['a speculator that nearly always hits', { acceptance: 0.85, draftTokens: 5, merges: 0.05, stalls: 0.08 }, 0.01],
    ['one that rarely does', { acceptance: 0.15, draftTokens: 3, merges: 0.05, stalls: 0.08 }, 0.01],
    ['half of all bursts split over two reads', { splits: 0.5 }, 0.01],
    ['steps of 2 ms', { stepMs: 2, merges: 0.02, splits: 0.02, stalls: 0.08, lags: 0.02 }, 0.01],
    ['steps that grow fourfold while the batch fills up', { drift: 3, merges: 0.02, stalls: 0.08 }, 0.015],
    ['steps between half and one and a half times their mean', { jitter: 0.5, merges: 0.02, stalls: 0.08 }, 0.015],
    ['a stall before every second step', { stalls: 0.5 }, 0.02],
    ['a fifth of the steps merged', { merges: 0.2 }, 0.01],
    ['a reader that is busy at a fifth of the reads', { lags: 0.2 }, 0.01],
    ['a reader that is busy at two fifths of the reads', { lags: 0.4 }, 0.01],
    ['two fifths of the steps merged', { merges: 0.4 }, 0.02],
    ['a stall before every fourth step', { stalls: 0.25 }, 0.01],
  ] as const)('stays near the truth with %s', (_name, change, limit) => {
    expect(Math.abs(measure({ ...calm, jitter: 0.2, ...change }).bias)).toBeLessThan(limit);
  });

  it.each([10, 20, 30])('is unbiased over short answers of %i tokens', (length) => {
    const conditions = { ...calm, jitter: 0.2, merges: 0.02, splits: 0.02, stalls: 0.08 };
    expect(Math.abs(measure(conditions, 1000, () => length).bias)).toBeLessThan(0.015);
  });

  it('finds an answer of 100 tokens to 5 %, nineteen times of twenty', () => {
    const conditions = { ...calm, jitter: 0.2, merges: 0.02, splits: 0.02, stalls: 0.08 };
    const random = seededRandom(11);
    const habits = new ArrivalHabits();
    const errors = Array.from({ length: 400 }, () => {
      const { reads, steps } = simulateAnswer(100, { ...conditions, acceptance: 0.35 + 0.3 * random() }, random);
      return Math.abs(estimateSteps(reads, 4, habits)!.steps / steps - 1);
    });
    expect(errors.filter((error) => error < 0.05).length).toBeGreaterThan(0.95 * errors.length);
  });

  it('is surer of an answer with the habits of earlier ones than without', () => {
    const conditions = { ...calm, jitter: 0.2, stalls: 0.25 };
    const random = seededRandom(5);
    const habits = new ArrivalHabits();
    const answers = Array.from({ length: 200 }, () => simulateAnswer(100, conditions, random));
    const rms = (steps: (index: number) => number): number =>
      Math.hypot(...answers.map((answer, index) => steps(index) / answer.steps - 1));
    const known = rms((index) => estimateSteps(answers[index]!.reads, 4, habits)!.steps);
    const alone = rms((index) => estimateSteps(answers[index]!.reads, 4)!.steps);
    expect(known).toBeLessThan(0.7 * alone);
  });

  it('needs no k where steps are clear', () => {
    const { reads, steps } = simulateAnswer(200, { ...calm, jitter: 0.2 }, seededRandom(3));
    expect(estimateSteps(reads, null)?.steps).toBeCloseTo(steps, 9);
  });

  it('counts every step of an undisturbed answer, whatever its bursts', () => {
    const bursts = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 60 });
    fc.assert(
      fc.property(bursts, fc.double({ min: 1, max: 200, noNaN: true }), (tokens, stepMs) => {
        const counts = [1, ...tokens];
        const timesMs = counts.map((_, index) => 1000 + index * stepMs);
        const { steps, standardError } = estimateSteps({ timesMs, counts }, 5)!;
        expect(steps).toBeCloseTo(counts.length, 9);
        expect(standardError).toBeLessThan(1e-4);
      }),
    );
  });

  it('never says more steps than tokens, nor so few that k drafts could not fill them', () => {
    const read = fc.record({
      gapMs: fc.double({ min: 0, max: 100, noNaN: true }),
      count: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(read, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (reads, k) => {
        let atMs = 0;
        const timesMs = reads.map(({ gapMs }) => (atMs += gapMs));
        const counts = reads.map(({ count }) => count);
        const tokens = counts.reduce((sum, count) => sum + count, 0);
        const estimate = estimateSteps({ timesMs, counts }, k);
        if (estimate === null) return;
        const { steps, standardError } = estimate;
        expect(standardError).toBeLessThanOrEqual(0.2 * steps);
        expect(steps).toBeLessThanOrEqual(tokens + 1e-9);
        expect(steps).toBeGreaterThanOrEqual(1 + (tokens - 1) / (k + 1) - 1e-9);
      }),
    );
  });

  it('knows nothing of an answer without tokens, and the prefill of an answer of one', () => {
    expect(estimateSteps({ timesMs: [], counts: [] }, 4)).toBeNull();
    expect(estimateSteps({ timesMs: [5], counts: [1] }, 4)).toEqual({ steps: 1, standardError: 0 });
  });

  it('says nothing when the whole answer came in one read', () => {
    expect(estimateSteps({ timesMs: [5], counts: [100] }, 4)).toBeNull();
  });

  it('says nothing when most of an answer came in reads of many steps: a starved reader', () => {
    const random = seededRandom(2);
    const { timesMs, counts } = simulateAnswer(200, { ...calm, jitter: 0.2 }, random).reads;
    // Every tenth read only, with all that came meanwhile.
    const kept = timesMs.flatMap((atMs, index) => (index % 10 === 0 ? [{ atMs, index }] : []));
    const sums = kept.map(({ index }, at) =>
      counts.slice((kept[at - 1]?.index ?? -1) + 1, index + 1).reduce((sum, count) => sum + count, 0),
    );
    expect(estimateSteps({ timesMs: kept.map(({ atMs }) => atMs), counts: sums }, 4)).toBeNull();
  });

  it('says nothing when the reads are coarser than the steps', () => {
    const timesMs = Array.from({ length: 30 }, (_, index) => index * 50);
    const counts = timesMs.map((_, index) => (index === 0 ? 1 : 3 + (index % 4)));
    expect(estimateSteps({ timesMs, counts }, 3)).toBeNull();
  });
});
