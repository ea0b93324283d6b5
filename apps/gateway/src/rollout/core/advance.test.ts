import type { CoverageStep } from '@slipstream/config';
import { describe, expect, it } from 'vitest';
import { noEvidence, observationOf } from './testing/evidence-of.ts';
import { planOf } from './testing/plan-of.ts';
import { RolloutWalk } from './testing/rollout-walk.ts';
import { trafficOf } from './traffic.ts';

const walk = (changes: Parameters<typeof planOf>[0] = {}): RolloutWalk => new RolloutWalk(planOf(changes));
const same = { lower: 0.97, estimate: 1, upper: 1.03 };

describe('a good speculator', () => {
  it('goes through all phases to promoted, each with an event', () => {
    const rollout = walk().begin().until('promoted');
    expect(rollout.events.map(({ from, to, step }) => `${from} → ${to} ${step ?? ''}`.trim())).toEqual([
      'planned → ready',
      'ready → warming',
      'warming → running 0',
      'running → running 1',
      'running → running 2',
      'running → deciding 2',
      'deciding → promoting',
      'promoting → promoted',
    ]);
  });

  it('gets the coverage of each step, equal slices, then all but the holdback, then all', () => {
    const rollout = walk().begin();
    const seen = new Set<string>();
    while (!(rollout.state.phase.kind === 'promoted' && rollout.state.phase.settled)) {
      const traffic = trafficOf(rollout.state);
      seen.add(`${traffic?.coverage} ${traffic?.candidateWeight}`);
      rollout.look({}, 30_000);
    }
    expect([...seen]).toEqual(['0.1 0.5', '0.5 0.5', '1 0.5', '1 0.95']);
    expect(trafficOf(rollout.state)).toEqual({ seed: 'mlp-live.1', coverage: 1, candidateWeight: 1 });
  });

  it('holds each step for its time', () => {
    const rollout = walk().begin();
    expect(rollout.look({}, 59_000).sentence).toBe(
      'holding: 1 s of its time to go, 60 blocks, acceleration 1.80, speed-up 1.30 [1.20, 1.40], needs > 1.05',
    );
    rollout.look();
    expect(rollout.state.phase).toMatchObject({ kind: 'running', step: 1 });
  });
});

describe('coverage that matches the load', () => {
  it('is where every replica of both arms gets as much', () => {
    const rollout = walk();
    rollout.ask('start');
    const nine = { ...observationOf(), readyReplicas: { control: 9, candidate: 1 } };
    while (rollout.phase !== 'running') rollout.observe(nine);
    // 20 % of units, half of them to one replica of ten.
    expect(trafficOf({ ...rollout.state, phase: { kind: 'running', step: 2, swap: null, confirmed: false } })).toEqual({
      seed: 'mlp-live.1',
      coverage: 0.2,
      candidateWeight: 0.5,
    });
  });

  it('weighs a candidate that has most of the replicas by them', () => {
    const rollout = walk();
    rollout.ask('start');
    while (rollout.phase !== 'running')
      rollout.observe({ ...observationOf(), readyReplicas: { control: 1, candidate: 3 } });
    expect(trafficOf(rollout.state)).toMatchObject({ coverage: 0.1, candidateWeight: 0.75 });
  });

  it('does not fall and rise with the replicas during a run', () => {
    const rollout = walk().begin();
    const before = trafficOf(rollout.state);
    rollout.observe({ ...observationOf(), readyReplicas: { control: 1, candidate: 7 } });
    expect(trafficOf(rollout.state)).toEqual(before);
  });
});

describe('holding', () => {
  it('says what is inconclusive, how far the blocks are, and what is needed', () => {
    const rollout = walk().begin();
    while (rollout.state.phase.kind === 'running' && rollout.state.phase.step < 2) rollout.look();
    const speedup = { lower: 0.98, estimate: 1.09, upper: 1.21 };
    const look = rollout.look({ blocks: 38, speedup, tpot: same, acceleration: null }, 60_000);
    expect(look.sentence).toBe(
      'holding: TPOT inconclusive, 38 of about 308 blocks, speed-up 1.09 [0.98, 1.21], needs > 1.05',
    );
    expect(rollout.look({ blocks: 12, speedup: null }).sentence).toBe(
      'holding: 12 of 20 blocks, speed-up not known yet, needs > 1.05',
    );
  });

  it('goes on without data: nothing moves, however long it takes', () => {
    const rollout = walk({ onInconclusive: 'wait' });
    rollout.ask('start');
    for (let looks = 0; looks < 50; looks += 1) rollout.look(noEvidence, 3_600_000);
    expect(rollout.phase).toBe('warming');
    rollout.until('running');
    for (let looks = 0; looks < 50; looks += 1) rollout.look(noEvidence, 3_600_000);
    expect(rollout.state.phase).toMatchObject({ kind: 'running', step: 0 });
    expect(rollout.look(noEvidence).sentence).toContain('holding: no data yet');
  });

  it('does not promote what traffic left behind when it stopped', () => {
    const rollout = walk({ onInconclusive: 'wait' }).begin();
    for (let looks = 0; looks < 200; looks += 1) rollout.look({ quietMs: 3001 });
    expect(rollout.state.phase).toMatchObject({ kind: 'running', step: 0 });
    expect(rollout.look({ quietMs: 90_000 }).sentence).toContain('holding: no data for 90 s');
  });

  it('waits for as many requests in both arms', () => {
    const rollout = walk().begin();
    expect(rollout.look({ requests: { control: 1000, candidate: 38 } }, 90_000).sentence).toContain(
      '38 of 300 requests in each arm',
    );
  });
});

describe('no benefit', () => {
  it('is the end of acceleration that saves no time, and says so', () => {
    const rollout = walk().begin();
    const look = rollout.look({ speedup: same, tpot: same });
    expect(rollout.phase).toBe('no_benefit');
    expect(look.sentence).toBe('no_benefit: acceleration 1.80, speed-up 1.00 [0.97, 1.03], needs > 1.05');
    expect(trafficOf(rollout.state)).toMatchObject({ coverage: 0 });
  });

  it('is not said where the load is not matched, nor before there are enough blocks', () => {
    const rollout = walk().begin();
    rollout.look({ speedup: same, load: { lower: 0.1, estimate: 0.2, upper: 0.3 } });
    rollout.look({ speedup: same, blocks: 19 });
    expect(rollout.phase).toBe('running');
  });
});

describe('load', () => {
  const light = { lower: 0.4, estimate: 0.5, upper: 0.6 };

  it('that is not matched pauses the last step, and is never promoted', () => {
    const rollout = walk().begin().until('paused', { load: light });
    expect(rollout.state.phase).toMatchObject({ reason: { kind: 'load' }, from: { step: 2 } });
    expect(rollout.events.at(-1)?.why).toBe('load × 0.50 [0.40, 0.60], may be 0.91 to 1.10');
  });

  it('that should be matched has its units dealt anew, in another run, before a human is asked', () => {
    const rollout = walk({ guardrails: { load: { limit: 0.1, redeals: 2 } } })
      .begin()
      .until('warming', { load: light });
    expect(rollout.state).toMatchObject({ run: 2, redeals: 1, watchedFrom: rollout.state.epoch });
    expect(rollout.events.at(-1)?.why).toBe(
      'load × 0.50 [0.40, 0.60], may be 0.91 to 1.10, though the split is matched: dealt anew, 1 of 2',
    );
    expect(trafficOf(rollout.state)?.seed).toBe('mlp-live.2');
    rollout.until('running').until('warming', { load: light }).until('running').until('paused', { load: light });
    expect(rollout.state).toMatchObject({ run: 3, redeals: 2, phase: { reason: { kind: 'load' } } });
    // Somebody who begins another run grants it as many deals again.
    rollout.ask('abort');
    rollout.ask('retry');
    expect(rollout.state).toMatchObject({ run: 4, redeals: 0 });
  });

  it('is dealt anew by the replicas of now, and not where another deal would not match either', () => {
    const guardrails = { load: { limit: 0.1, redeals: 2 } };
    const moved = walk({ guardrails }).begin();
    while (moved.phase === 'running') {
      moved.observe({ ...observationOf({ load: light }), readyReplicas: { control: 3, candidate: 1 } });
    }
    expect([moved.phase, moved.state.replicaShare]).toEqual(['warming', 0.25]);

    const [, , last] = planOf().steps;
    const fixed = { ...last, coverage: { ofUnits: 0.3 } } as CoverageStep;
    const canary = walk({ guardrails, steps: [fixed] })
      .begin()
      .until('paused', { load: light });
    expect(canary.state).toMatchObject({ run: 1, phase: { reason: { kind: 'load' } } });
  });

  it('that is not matched claims no speed-up in the steps before', () => {
    expect(walk().begin().look({ load: light, blocks: 7 }, 90_000).sentence).toBe(
      'holding: 7 of 20 blocks, no speed-up is claimed: load × 0.50 [0.40, 0.60], may be 0.91 to 1.10',
    );
  });

  it('that may yet turn out to be matched is waited for', () => {
    const rollout = walk().begin();
    const doubtful = { lower: 0.7, estimate: 0.85, upper: 1.05 };
    for (let looks = 0; looks < 200; looks += 1) rollout.look({ load: doubtful });
    expect(rollout.look({ load: doubtful }).sentence).toContain('holding: load not matched: load × 0.85');
  });
});

describe('guardrails', () => {
  const worse = { lower: 1.15, estimate: 1.3, upper: 1.4 };
  const failures = { eValue: 140, failed: { control: 0, candidate: 12 }, excess: 12 };

  it.each([
    ['TTFT', { ttft: worse }, 'TTFT × 1.30 [1.15, 1.40], may be up to 1.10'],
    ['TPOT', { tpot: worse }, 'TPOT × 1.30 [1.15, 1.40], may be up to 1.02'],
    ['errors', { failures }, 'errors: e = 140, stops at 100; 12 failed, 0 of the control'],
    ['mismatch', { mismatch: 101 }, 'mismatch: e = 101, stops at 100'],
    ['acceptance', { acceleration: same }, 'acceleration 1.00 [0.97, 1.03], works from 1.05'],
    ['acceptance', { accelerationLately: same }, 'acceleration 1.00 [0.97, 1.03], works from 1.05'],
    [
      'acceptance',
      {
        leastSwapped: { replica: 'mlp-2', lately: { lower: 1.3, estimate: 1.4, upper: 1.5 }, before: 1.4, proven: 1.9 },
      },
      'mlp-2 has lost the swapped draft weights: acceleration 1.40 [1.30, 1.50], 1.90 with them, 1.40 without',
    ],
  ])('%s rolls back at once, and says why', (_name, evidence, why) => {
    const rollout = walk().begin();
    rollout.look(evidence);
    expect(rollout.phase).toBe('rolled_back');
    expect(rollout.events.at(-1)?.why).toBe(why);
    expect(trafficOf(rollout.state)).toMatchObject({ coverage: 0 });
  });

  it('the budget of failed requests is kept whatever the evidence', () => {
    const rollout = walk().begin();
    rollout.look({ failures: { eValue: 2, failed: { control: 1, candidate: 52 }, excess: 51 } });
    expect(rollout.events.at(-1)?.why).toContain("51 beyond the control's part, budget 50");
  });

  it('SLO misses count where an SLO is configured', () => {
    const slo = { ttftMs: 500, tpotMs: null, alpha: 0.01, action: 'rollback' } as const;
    const rollout = walk({ guardrails: { slo } }).begin();
    rollout.look({ sloMisses: 99 });
    expect(rollout.phase).toBe('running');
    rollout.look({ sloMisses: 123 });
    expect(rollout.events.at(-1)?.why).toBe('SLO misses: e = 123, stops at 100');
    expect(walk().begin().look({ sloMisses: 123 }).state.phase.kind).toBe('running');
  });

  it.each([
    ['SRM', { srm: 1001 }, { kind: 'srm' }],
    ['length', { length: { lower: 0.3, estimate: 0.4, upper: 0.5 } }, { kind: 'guardrail', check: 'length' }],
    ['finish reasons', { finishReasons: 100 }, { kind: 'guardrail', check: 'finish reasons' }],
  ])('%s pauses and leaves the weights', (_name, evidence, reason) => {
    const rollout = walk().begin();
    const before = trafficOf(rollout.state);
    rollout.look(evidence);
    expect(rollout.state.phase).toMatchObject({ kind: 'paused', reason });
    expect(trafficOf(rollout.state)).toEqual(before);
  });

  it('only report what is only to be reported', () => {
    const rollout = walk({ guardrails: { tpot: { limit: 0.02, action: 'report' } } }).begin();
    expect(rollout.look({ tpot: worse }).verdicts).toContainEqual(
      expect.objectContaining({ check: 'TPOT', result: 'fail', action: 'report' }),
    );
    expect(rollout.until('promoted', { tpot: worse }).phase).toBe('promoted');
  });

  it('watch through a pause and through the rollback window, and no longer', () => {
    const paused = walk().begin();
    paused.ask('pause');
    paused.look({ failures });
    const promoted = walk().begin().until('promoted');
    promoted.look({ failures });
    expect([paused.phase, promoted.phase]).toEqual(['rolled_back', 'rolled_back']);

    const settled = walk().begin().until('promoted');
    settled.look({}, 600_000);
    settled.look({ failures });
    expect(settled.state.phase).toMatchObject({ kind: 'promoted', settled: true });
  });

  it('do not compare times with a control that is all but idle after the promotion', () => {
    const rollout = walk().begin().until('promoted');
    const idle = { lower: 10, estimate: 19, upper: 30 };
    rollout.look({ tpot: worse, ttft: worse, load: idle });
    expect(rollout.phase).toBe('promoted');
    rollout.look({ tpot: worse });
    expect(rollout.phase).toBe('rolled_back');
  });
});

describe('a speculator that stops working', () => {
  const collapsed = { acceleration: { lower: 1, estimate: 1.01, upper: 1.02 } };

  it('is rolled back within the window, and told of once after it', () => {
    const soon = walk().begin().until('promoted');
    soon.look(collapsed);
    expect(soon.phase).toBe('rolled_back');

    const late = walk().begin().until('promoted');
    late.look({}, 600_000);
    for (let looks = 0; looks < 3; looks += 1) late.look(collapsed);
    expect(late.phase).toBe('promoted');
    expect(late.events.filter(({ why }) => why.startsWith('it has stopped working'))).toHaveLength(1);
  });
});

describe('what cannot be measured', () => {
  const blind = { ...observationOf(), evidence: { unmeasured: 'the store is away' } };

  it('is no failure: it pauses after four looks in a row', () => {
    const rollout = walk().begin();
    for (let looks = 0; looks < 3; looks += 1) rollout.observe(blind);
    rollout.look();
    for (let looks = 0; looks < 3; looks += 1) rollout.observe(blind);
    expect(rollout.phase).toBe('running');
    rollout.observe(blind);
    expect(rollout.state.phase).toMatchObject({ kind: 'paused', reason: { kind: 'unmeasured' } });
  });
});

describe('inconclusive', () => {
  const open = { speedup: { lower: 0.9, estimate: 1.1, upper: 1.3 } };

  it.each([
    ['pause', 'paused'],
    ['rollback', 'rolled_back'],
    ['wait', 'running'],
  ] as const)('after the longest time: %s', (onInconclusive, phase) => {
    const rollout = walk({ onInconclusive }).begin();
    rollout.look(open, 3_600_000);
    for (let looks = 0; looks < 10; looks += 1) rollout.look(open, 60_000);
    expect(rollout.phase).toBe(phase);
  });

  it('is given as much time again by a resume', () => {
    const rollout = walk().begin();
    rollout.look({ ...open, blocks: 19 }, 3_600_000);
    expect(rollout.state.phase).toMatchObject({ reason: { kind: 'inconclusive' } });
    const { epoch } = rollout.state;
    rollout.ask('resume');
    rollout.look({ ...open, blocks: 19 }, 3_599_000);
    expect(rollout.phase).toBe('running');
    expect(rollout.state.epoch).toBe(epoch);
  });

  it('expires where nobody comes to it', () => {
    const rollout = walk().begin();
    rollout.look({ ...open, blocks: 19 }, 3_600_000);
    rollout.look(open, 86_400_000);
    expect(rollout.phase).toBe('expired');
    expect(trafficOf(rollout.state)).toMatchObject({ coverage: 0 });
  });
});

describe('gates', () => {
  it('hold a proven rollout until somebody confirms it', () => {
    const rollout = walk({ confirmPromotion: true }).begin().until('deciding');
    expect(rollout.look().sentence).toContain('waiting: promotion needs a confirmation');
    rollout.ask('promote');
    rollout.look();
    expect(rollout.phase).toBe('promoting');
  });

  it('hold a step until somebody confirms it, once', () => {
    const { steps } = planOf();
    const confirmed = steps.map((step, index) => ({ ...step, confirm: index === 1 }));
    const rollout = walk({ steps: confirmed }).begin();
    for (let looks = 0; looks < 100; looks += 1) rollout.look();
    expect(rollout.look().sentence).toBe('waiting: step 2 of 3 needs a confirmation');
    expect(rollout.ask('promote')).toBeNull();
    expect(rollout.ask('promote')).toMatchObject({ refused: 'impossible' });
    rollout.look();
    expect(rollout.state.phase).toMatchObject({ step: 1, confirmed: false });
  });

  it('roll back while they wait', () => {
    const rollout = walk({ confirmPromotion: true }).begin().until('deciding');
    rollout.look({ mismatch: 1000 });
    expect(rollout.phase).toBe('rolled_back');
  });
});

describe('the schedule', () => {
  const now = Date.UTC(2026, 10, 24);

  it('lets no run begin before it, or after it', () => {
    const early = walk({ start: 'auto', schedule: { notBefore: now + 60_000, notAfter: null } });
    early.look();
    expect(early.look().sentence).toBe('ready: its schedule begins at 2026-11-24T00:01:00.000Z');
    early.look({}, 60_000);
    expect(early.phase).toBe('warming');

    const late = walk({ start: 'auto', schedule: { notBefore: null, notAfter: now - 1 } });
    late.look();
    expect(late.phase).toBe('expired');
  });

  it('starts nothing by itself that is to be started by hand', () => {
    const rollout = walk();
    expect(rollout.look().sentence).toBe('planned: waits to be started');
    expect(trafficOf(rollout.state)).toBeNull();
  });

  it('waits for replicas of both arms', () => {
    const rollout = walk();
    rollout.ask('start');
    const look = rollout.observe({ ...observationOf(), readyReplicas: { control: 1, candidate: 0 } });
    expect(look.sentence).toBe('ready: candidate mlp has no ready replica');
  });
});
