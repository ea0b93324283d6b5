import { describe, expect, it } from 'vitest';
import { planOf } from './testing/plan-of.ts';
import { RolloutWalk } from './testing/rollout-walk.ts';
import { trafficOf } from './traffic.ts';

const walk = (changes: Parameters<typeof planOf>[0] = {}): RolloutWalk => new RolloutWalk(planOf(changes));
const failures = { eValue: 140, failed: { control: 0, candidate: 12 }, excess: 12 };

describe('command', () => {
  it('keeps who asked and why', () => {
    const rollout = walk().begin();
    rollout.ask('abort', { by: 'grace', why: 'the release is off' });
    expect(rollout.events.at(-1)).toMatchObject({ by: 'grace', why: 'the release is off', to: 'rolled_back' });
  });

  it('refuses what is not possible where it is, and says where it is', () => {
    const rollout = walk().begin();
    expect(rollout.ask('start')).toEqual({
      refused: 'impossible',
      message: 'mlp-live is running, step 1 of 3: start is for a rollout that is planned.',
    });
    expect(rollout.ask('promote')?.message).toBe(
      'Nothing of mlp-live waits for a confirmation: it is running, step 1 of 3. To skip its proof, ask with full.',
    );
    for (const verb of ['resume', 'retry', 'undo'] as const) expect(rollout.ask(verb)?.refused).toBe('impossible');
    expect(walk().ask('abort')?.refused).toBe('impossible');
  });

  it('refuses when it has moved on', () => {
    const rollout = walk().begin();
    const { revision } = rollout.state;
    const stale = { revision: revision - 1 };
    expect(rollout.ask('pause', { expected: stale })).toMatchObject({ refused: 'moved' });
    expect(rollout.ask('pause', { expected: { phase: 'deciding' } })).toMatchObject({ refused: 'moved' });
    expect(rollout.ask('pause', { expected: { phase: 'running', step: 1 } })?.message).toBe(
      `mlp-live is running, step 1 of 3 (revision ${revision}), and not where you expect it.`,
    );
    expect(rollout.ask('pause', { expected: { phase: 'running', step: 0, revision } })).toBeNull();
  });
});

describe('pause and resume', () => {
  it('keep the weights, the statistics and the time of the step', () => {
    const rollout = walk().begin();
    rollout.look({}, 40_000);
    const before = rollout.state;
    rollout.ask('pause');
    expect(trafficOf(rollout.state)).toEqual(trafficOf(before));
    rollout.look({}, 500_000);
    rollout.ask('resume');
    expect(rollout.state).toMatchObject({ phase: before.phase, epoch: before.epoch });
    expect(rollout.look({}, 10_000).sentence).toContain('holding: 10 s of its time to go');
  });

  it('after a doubt that was overruled the statistics start anew', () => {
    const rollout = walk().begin();
    rollout.look({ srm: 1000 });
    const { epoch } = rollout.state;
    rollout.ask('resume');
    expect(rollout.state).toMatchObject({ phase: { kind: 'running' }, epoch: epoch + 1, watchedFrom: epoch + 1 });
  });
});

describe('promote', () => {
  it('in full skips steps and proof, and the record says so', () => {
    const rollout = walk().begin();
    rollout.ask('promote', { full: true, why: 'measured elsewhere' });
    expect(rollout.events.at(-1)).toMatchObject({
      to: 'promoting',
      why: 'by hand, without a proof: measured elsewhere',
      traffic: { coverage: 1, candidateWeight: 0.95 },
    });
  });

  it('that is under way gives way to an abort and to a guardrail', () => {
    const aborted = walk().begin();
    aborted.ask('promote', { full: true });
    aborted.ask('abort');
    aborted.until('rolled_back');
    const failed = walk().begin();
    failed.ask('promote', { full: true });
    failed.look({ failures });
    expect([aborted.phase, failed.phase]).toEqual(['rolled_back', 'rolled_back']);
    expect(aborted.ask('promote', { full: true })).toMatchObject({ refused: 'impossible' });
  });

  it('out of a pause is a decision by hand', () => {
    const rollout = walk().begin();
    rollout.look({ srm: 1000 });
    rollout.ask('promote');
    expect(rollout.phase).toBe('promoting');
  });
});

describe('undo, retry and brake', () => {
  it('undo takes a promotion back, without steps', () => {
    const rollout = walk().begin().until('promoted');
    rollout.ask('undo');
    expect(trafficOf(rollout.state)).toMatchObject({ coverage: 0 });
  });

  it('a retry is another run: another seed, other statistics, the plan of today, nothing of the old failures', () => {
    const rollout = walk().begin();
    rollout.look({ failures });
    const { epoch } = rollout.state;
    const plan = planOf({ minimalEffect: 0.2 });
    rollout.ask('retry', { plan });
    expect(rollout.state).toMatchObject({ run: 2, plan, watchedFrom: epoch + 1, epoch: epoch + 1 });
    expect(trafficOf(rollout.state)).toEqual({ seed: 'mlp-live.2', coverage: 0, candidateWeight: 0.5 });
    expect(rollout.until('running').phase).toBe('running');
  });

  it.each(['ready', 'warming', 'running', 'paused', 'deciding', 'promoting', 'promoted'])(
    'the brake takes %s back to the control',
    (phase) => {
      const rollout = walk({ confirmPromotion: phase === 'deciding' });
      rollout.ask('start');
      if (phase === 'paused') rollout.begin().ask('pause');
      rollout.until(phase);
      expect(rollout.ask('brake')).toBeNull();
      expect(rollout.phase).toBe('rolled_back');
      expect(trafficOf(rollout.state)).toMatchObject({ coverage: 0 });
    },
  );
});
