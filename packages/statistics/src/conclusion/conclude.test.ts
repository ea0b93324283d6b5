import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { addArrival, addComparison, addReplicaSeconds, addRequest } from './add-to-block.ts';
import { addToUnit } from './add-to-unit.ts';
import type { UnitSoFar } from './add-to-unit.ts';
import { conclude } from './conclude.ts';
import { defaultConclusionPlan } from './conclusion-plan.ts';
import type { ConclusionPlan } from './conclusion-plan.ts';
import { emptyBlock, emptyEvidence } from './empty-evidence.ts';
import type { ArmName, Block, Evidence } from './evidence.ts';
import { mergeEvidence, withBlock } from './merge-evidence.ts';
import type { RequestSample } from './request-sample.ts';

interface Run {
  readonly blocks: number;
  /** Requests of each arm in a block; two ready replicas each, 30 seconds. */
  readonly perArm: Readonly<Record<ArmName, number>>;
  readonly weight: number;
  readonly speedup: number;
  /** Every so many requests of an arm fail. 0 for none. */
  readonly failEvery: Readonly<Record<ArmName, number>>;
  readonly sample: Partial<RequestSample>;
  readonly ofCandidate: Partial<RequestSample>;
}

const usual: Run = {
  blocks: 24,
  perArm: { control: 60, candidate: 60 },
  weight: 0.5,
  speedup: 1.3,
  failEvery: { control: 0, candidate: 0 },
  sample: {},
  ofCandidate: {},
};

/** Requests without chance in their numbers; their times scatter by a seeded ±0.35 on the log scale. */
function requestsOf(run: Run, visit: (index: number, arm: ArmName, sample: RequestSample) => void): void {
  const random = seededRandom(5);
  for (let index = 0; index < run.blocks; index += 1) {
    for (const arm of ['control', 'candidate'] as const) {
      for (let number = 0; number < run.perArm[arm]; number += 1) {
        const serial = index * run.perArm[arm] + number + 1;
        const isFailing = run.failEvery[arm] > 0 && serial % run.failEvery[arm] === 0;
        const pace = 0.02 * Math.exp(1.2 * (random() - 0.5)) * (arm === 'candidate' ? 1 / run.speedup : 1);
        visit(index, arm, {
          replica: `${arm}-${number % 2}`,
          tick: index * 30 + (number % 30),
          decodeSeconds: isFailing ? null : pace * 199,
          completionTokens: isFailing ? null : 200,
          timeToFirstTokenSeconds: 0.3 * Math.exp(0.6 * (random() - 0.5)),
          concurrency: 5,
          incidents: isFailing ? ['error'] : [],
          ...run.sample,
          ...(arm === 'candidate' ? run.ofCandidate : {}),
        });
      }
    }
  }
}

function evidenceOf(different: Partial<Run> = {}): Evidence {
  const run = { ...usual, ...different };
  const blocks = new Map<number, Block>();
  for (let index = 0; index < run.blocks; index += 1) {
    const empty = emptyBlock({ epoch: 0, index, weight: run.weight });
    blocks.set(index, addReplicaSeconds(addReplicaSeconds(empty, 'control', 60), 'candidate', 60));
  }
  requestsOf(run, (index, arm, sample) => {
    const block = blocks.get(index);
    if (block !== undefined) blocks.set(index, addRequest(addArrival(block, arm), arm, sample));
  });
  return [...blocks.values()].reduce(withBlock, emptyEvidence());
}

function conclusionOf(different: Partial<Run> = {}, plan: Partial<ConclusionPlan> = {}) {
  const blocks = different.blocks ?? usual.blocks;
  return conclude(evidenceOf(different), { ...defaultConclusionPlan, ...plan }, { index: blocks });
}

describe('conclude', () => {
  it('recommends to promote what is faster and no worse', () => {
    const { recommendation, because, findings, blocks } = conclusionOf();
    expect(recommendation).toBe('promote');
    expect([because, blocks]).toEqual([[], 24]);
    const { lower, estimate, upper, bound, reason } = findings['speed-up'];
    expect(lower).toBeGreaterThan(1.05);
    expect(estimate).toBeCloseTo(1.3, 1);
    expect(upper).toBeGreaterThan(1.3);
    expect(bound).toBe(1.05);
    expect(reason).toMatch(/^speed-up 1\.\d\d \[1\.\d\d, 1\.\d\d\], needs > 1\.05; 24 blocks$/);
    expect(Object.values(findings).every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(findings.data.numbers).toMatchObject({ controlMeasured: 1440, candidateMeasured: 1440 });
  });

  it('is JSON, and the same for the same evidence however it came together', () => {
    const evidence = evidenceOf();
    const halves = [0, 1].map((half): Evidence => {
      const entries = Object.entries(evidence.blocks).filter(([, { index }]) => index % 2 === half);
      return JSON.parse(JSON.stringify({ ...evidence, blocks: Object.fromEntries(entries) }));
    });
    const conclusion = conclusionOf();
    expect(conclude(halves.reduceRight(mergeEvidence), defaultConclusionPlan, { index: 24 })).toEqual(conclusion);
    expect(JSON.parse(JSON.stringify(conclusion))).toEqual(conclusion);
  });

  it('ends in no benefit where seconds are not saved, whatever was accelerated', () => {
    const { recommendation, because, findings } = conclusionOf({ speedup: 1, blocks: 60 }, { replicaSpread: 0 });
    expect([recommendation, because]).toEqual(['no-benefit', ['speed-up']]);
    expect(findings['speed-up'].upper).toBeLessThan(1.05);
  });

  it('holds until there is enough, and says how much there is and how much is needed', () => {
    const early = conclusionOf({ blocks: 10 });
    expect(early.recommendation).toBe('hold');
    expect(early.because).toContain('speed-up');
    expect(early.findings['speed-up'].reason).toMatch(/10 of about 20 blocks$/);
    expect(early.findings.data.reason).toBe('10 of 20 blocks, 600 of 300 requests in the smaller arm');
    const slight = conclusionOf({ speedup: 1.1 });
    expect(slight.recommendation).toBe('hold');
    expect(slight.findings['speed-up'].numbers['blocksNeeded']).toBeGreaterThan(24);
  });

  it('concludes nothing from nothing', () => {
    const { recommendation, findings, blocks } = conclude(emptyEvidence(), defaultConclusionPlan, { index: 0 });
    expect([recommendation, blocks]).toEqual(['hold', 0]);
    expect(findings['speed-up']).toMatchObject({ verdict: 'inconclusive', lower: null, estimate: null, upper: null });
    expect(findings.load.verdict).toBe('inconclusive');
  });

  it('turns the speed-up over when the arms are swapped', () => {
    const swapped = Object.values(evidenceOf().blocks)
      .map(({ arms: { control, candidate }, ...block }): Block => {
        return { ...block, arms: { control: candidate, candidate: control } };
      })
      .reduce(withBlock, emptyEvidence());
    const there = conclusionOf().findings['speed-up'];
    const back = conclude(swapped, defaultConclusionPlan, { index: 24 }).findings['speed-up'];
    expect(back.estimate! * there.estimate!).toBeCloseTo(1, 12);
    expect(back.lower! * there.upper!).toBeCloseTo(1, 12);
    expect(back.verdict).toBe('fail');
  });

  it('leaves the block that is being filled out of means', () => {
    expect(conclude(evidenceOf(), defaultConclusionPlan, { index: 23 }).blocks).toBe(23);
  });
});

describe('what pauses', () => {
  it('an arm without traffic', () => {
    const { recommendation, because, findings } = conclude(evidenceOf(), defaultConclusionPlan, { index: 28 });
    expect([recommendation, because]).toEqual(['pause', ['data']]);
    expect(findings.data.reason).toBe('no data: the control had no request in the last 4 blocks');
    expect(conclude(evidenceOf(), defaultConclusionPlan, { index: 27 }).recommendation).toBe('promote');
    expect(conclude(emptyEvidence(), defaultConclusionPlan, { index: 4 }).recommendation).toBe('pause');
  });

  it('a canary that has less to do, however fast it looks', () => {
    const { recommendation, because, findings } = conclusionOf({
      perArm: { control: 60, candidate: 30 },
      weight: 1 / 3,
    });
    expect([recommendation, because]).toEqual(['pause', ['load']]);
    expect(findings['speed-up'].verdict).toBe('pass');
    expect(findings.load.reason).toMatch(/^load not matched: the candidate's replicas get 0\.50 \[/);
  });

  it('units that do not fall as planned', () => {
    const { recommendation, because, findings } = conclusionOf({ weight: 0.4 });
    expect(recommendation).toBe('pause');
    expect(because).toEqual(['assignment']);
    expect(findings.assignment.reason).toBe(
      'sample ratio mismatch: 1440 of 2880 units on the candidate, 1152 expected',
    );
  });

  it('not the weights of another epoch', () => {
    const first = evidenceOf({ blocks: 12, weight: 0.5 });
    const later = Object.values(evidenceOf({ blocks: 24, perArm: { control: 60, candidate: 20 }, weight: 0.25 }).blocks)
      .filter(({ index }) => index >= 12)
      .map((block): Block => ({ ...block, epoch: 1 }));
    const { findings } = conclude(later.reduce(withBlock, first), defaultConclusionPlan, { index: 24 });
    expect(findings.assignment).toMatchObject({ verdict: 'pass', numbers: { epochs: 2 } });
  });
});

describe('what rolls back', () => {
  it('errors that fall on the candidate, at once, inside the first block', () => {
    const evidence = evidenceOf({ blocks: 1, failEvery: { control: 0, candidate: 2 } });
    const { recommendation, because, findings } = conclude(evidence, defaultConclusionPlan, { index: 0 });
    expect([recommendation, because]).toEqual(['roll-back', ['errors']]);
    expect(findings.errors.estimate).toBeCloseTo(100, 9);
    expect(findings.errors.reason).toMatch(
      /^errors: \d+ incidents on the candidate, 0 on the control, evidence 100 of 100$/,
    );
  });

  it('not errors that fall on both alike, nor on the control', () => {
    expect(conclusionOf({ failEvery: { control: 20, candidate: 20 } }).findings.errors.verdict).toBe('pass');
    expect(conclusionOf({ failEvery: { control: 3, candidate: 0 } }).findings.errors.verdict).toBe('pass');
  });

  it('not the death of one process, however much it takes with it', () => {
    const dying = Array.from({ length: 40 }, (_, number) => ({ tick: 9 + (number % 2) }));
    const block = dying.reduce<Block>(
      (before, { tick }) =>
        addRequest(before, 'candidate', {
          replica: 'candidate-0',
          tick,
          decodeSeconds: null,
          completionTokens: null,
          timeToFirstTokenSeconds: null,
          concurrency: null,
          incidents: ['error', 'slo-miss'],
        }),
      emptyBlock({ epoch: 0, index: 0, weight: 0.5 }),
    );
    const { findings } = conclude(withBlock(emptyEvidence(), block), defaultConclusionPlan, { index: 1 });
    expect(findings.errors.numbers).toMatchObject({ candidateIncidents: 1, controlIncidents: 0 });
    expect(findings['slo-misses'].verdict).toBe('pass');
  });

  it('missed service levels, greedy answers that differ', () => {
    const missing = conclusionOf({ ofCandidate: { incidents: ['slo-miss'] } });
    expect([missing.recommendation, missing.because]).toEqual(['roll-back', ['slo-misses']]);
    const other = Array.from({ length: 30 }, () => ({ controlAgain: false, candidate: true })).reduce(
      addComparison,
      emptyBlock({ epoch: 0, index: 0, weight: 0.5 }),
    );
    const differing = conclude(withBlock(evidenceOf(), other), defaultConclusionPlan, { index: 24 });
    expect([differing.recommendation, differing.because]).toEqual(['roll-back', ['mismatches']]);
  });

  it('tokens that cost more, first tokens that come later, answers of another length', () => {
    expect(conclusionOf({ speedup: 0.8 })).toMatchObject({ recommendation: 'roll-back', because: ['pace'] });
    const late = conclusionOf({ ofCandidate: { timeToFirstTokenSeconds: 0.9 } });
    expect([late.recommendation, late.because]).toEqual(['roll-back', ['ttft']]);
    expect(late.findings.ttft.reason).toMatch(/^TTFT 3\.\d\d \[.*\] times the control's, needs < 1\.10; 24 blocks$/);
    const short = conclusionOf({ ofCandidate: { completionTokens: 150 } });
    expect(short.because).toContain('length');
  });

  it('comes before a pause, and a pause before times that are not comparable', () => {
    const unfair = { perArm: { control: 60, candidate: 30 }, weight: 1 / 3, speedup: 0.7 };
    expect(conclusionOf(unfair).recommendation).toBe('pause');
    expect(conclusionOf({ ...unfair, failEvery: { control: 0, candidate: 2 } }).recommendation).toBe('roll-back');
  });
});

describe('what cannot be measured', () => {
  it('is an error and keeps from promoting, without having failed', () => {
    const unmeasured = conclusionOf({ ofCandidate: { decodeSeconds: null } });
    expect(unmeasured.recommendation).toBe('hold');
    expect(unmeasured.findings.data).toMatchObject({
      verdict: 'error',
      reason: "cannot be measured: none of the candidate's 1440 requests has a decode time and a token count",
    });
    expect(unmeasured.findings['speed-up'].verdict).toBe('error');
    const noFirstToken = conclusionOf({ ofCandidate: { timeToFirstTokenSeconds: null } });
    expect(noFirstToken).toMatchObject({ recommendation: 'hold', because: ['ttft'] });
    expect(noFirstToken.findings.ttft.verdict).toBe('error');
  });
});

describe('where requests depend on each other', () => {
  it('sticky units widen the interval by what users differ in', () => {
    const units = new Map<string, UnitSoFar>();
    let sums: Evidence['units'] = null;
    // 40 users an arm, whose paces differ by a factor of e from the fastest to the slowest.
    let serial = 0;
    requestsOf(usual, (_, arm, sample) => {
      const user = `${arm}-${(serial += 1) % 40}`;
      const slower = Math.exp((serial % 40) / 40);
      const added = addToUnit(sums, arm, units.get(user), {
        ...sample,
        decodeSeconds: (sample.decodeSeconds ?? 0) * slower,
      });
      sums = added.units;
      units.set(user, added.unit);
    });
    const sticky = conclude({ ...evidenceOf(), units: sums }, defaultConclusionPlan, { index: 24 }).findings[
      'speed-up'
    ];
    const free = conclusionOf().findings['speed-up'];
    expect(sticky.estimate).toBe(free.estimate);
    expect(sticky.lower).toBeLessThan(free.lower!);
    expect(sticky.numbers['squaredErrorOfUnits']).toBeGreaterThan(0);
    expect(free.numbers['squaredErrorOfUnits']).toBeNull();
  });

  it('says nothing of fewer than twenty units an arm', () => {
    const one = addToUnit(null, 'control', undefined, {
      replica: 'a',
      tick: 0,
      decodeSeconds: 1,
      completionTokens: 50,
      timeToFirstTokenSeconds: 1,
      concurrency: 1,
      incidents: [],
    });
    const { findings } = conclude({ ...evidenceOf(), units: one.units }, defaultConclusionPlan, { index: 24 });
    expect(findings['speed-up']).toMatchObject({ verdict: 'inconclusive', lower: null });
  });

  it('takes the spread between machines from a calibration, where there is one', () => {
    const calibrated = conclusionOf({}, { replicaSpread: 0.2 }).findings['speed-up'];
    expect(calibrated.numbers['squaredErrorOfReplicas']).toBeCloseTo(0.04, 6);
    expect(calibrated.verdict).toBe('inconclusive');
  });
});

describe('equal concurrency', () => {
  it('is told where the arms work at the same, and open where they do not', () => {
    expect(conclusionOf().findings['equal-concurrency']).toMatchObject({
      verdict: 'pass',
      numbers: { overlap: 1, strata: 1 },
    });
    const apart = conclusionOf({ ofCandidate: { concurrency: 40 } });
    expect(apart.findings['equal-concurrency'].verdict).toBe('inconclusive');
    expect(apart.findings['equal-concurrency'].reason).toMatch(/0 % of requests have counterparts, needs 80 %$/);
    expect(apart.recommendation).toBe('promote');
  });
});
