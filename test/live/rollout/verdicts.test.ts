import { hashUnit } from '@slipstream/statistics';
import { describe, expect, it } from 'vitest';
import { RolloutRig } from '../../support/rollout-rig.ts';
import { SteadyTraffic } from '../../../scripts/demo/steady-traffic.ts';

/** Real processes, real streams, the emulator's machines: what a rollout comes to, read from the API and its audit log. */
describe('a rollout, end to end', () => {
  it('promotes a good speculator on its proof, step by step', async () => {
    // A newcomer waits for a step to end, and steps that draft are longer: TTFT is a little longer, and may be here.
    const fields = 'guardrails: { ttft: { limit: 0.5 }, load: { limit: 0.25 } }';
    await using rig = await RolloutRig.start({ speculator: 'eagle', fields });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 8 });
    await rig.ask('start', { why: 'e2e' });
    const promoted = await rig.until(['promoted', 'rolled_back', 'no_benefit', 'paused'], 100);
    const events = await rig.events();
    expect(promoted.phase, JSON.stringify(events.at(-1))).toBe('promoted');
    expect(events.map(({ to }) => to)).toEqual([
      'ready',
      'warming',
      'running',
      'running',
      'deciding',
      'promoting',
      'promoted',
    ]);
    expect(events[0]).toMatchObject({ by: 'rig', why: 'e2e' });
    const proof = events.find(({ to }) => to === 'deciding')?.verdicts.find(({ check }) => check === 'speed-up');
    expect(proof?.interval?.lower).toBeGreaterThan(1.05);
    expect(traffic.failed).toBe(0);
  });

  it('ends acceleration without speed-up as no benefit, and says both figures', async () => {
    // At a dozen streams a replica the verification of five tokens a step costs what it saves.
    const fields = 'guardrails: { tpot: { limit: 0.3 }, ttft: { limit: 0.5 }, load: { limit: 0.25 } }';
    await using rig = await RolloutRig.start({ speculator: 'mlp', fields, timeScale: 1 });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 26 });
    await rig.ask('start');
    const ended = await rig.until(['promoted', 'rolled_back', 'no_benefit', 'paused'], 100);
    expect(ended.phase, ended.sentence).toBe('no_benefit');
    expect(ended.sentence).toMatch(/acceleration 1\.[6-9]\d, speed-up (0|1)\.\d\d \[.*\], needs > 1\.05/);
    expect(ended.traffic?.coverage).toBe(0);
    expect(traffic.failed).toBe(0);
  });

  it('rolls back what fails requests under load, within its budget', async () => {
    await using rig = await RolloutRig.start({ fields: 'guardrails: { errors: { budget: 20 } }' });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 8 });
    await rig.ask('start');
    await rig.until(['running'], 30);
    await rig.candidate.setFaults([{ kind: 'internal', share: 0.5 }]);
    // Failed answers have no finish reason, which may pause it first; what is paused keeps its guardrails.
    const ended = await rig.until(['rolled_back', 'promoted'], 60);
    expect(ended.phase, ended.sentence).toBe('rolled_back');
    expect(ended.sentence).toMatch(/errors: e = .* failed, \d+ of the control/);
    // The budget, and those under way when it was used up.
    expect(traffic.failed).toBeLessThanOrEqual(20 + 8);
    const { failed } = traffic;
    const struck = await rig.candidate.struck();
    const answered = traffic.answered.get('baseline') ?? 0;
    await rig.until(['rolled_back'], 1);
    while ((traffic.answered.get('baseline') ?? 0) < answered + 30)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await rig.candidate.struck())['internal']).toBe(struck['internal']);
    expect(traffic.failed - failed).toBeLessThanOrEqual(8);
  });

  it('stops a lossy one: its answers are not those of the control', async () => {
    const fields = 'guardrails: { mismatch: { every: 100ms } }';
    await using rig = await RolloutRig.start({ fields, steps: '[{ coverage: 20%, hold: 10m }]' });
    await rig.candidate.setFaults([{ kind: 'lossy', share: 0.5 }]);
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 4 });
    await rig.ask('start');
    const ended = await rig.until(['rolled_back', 'promoted', 'paused'], 60);
    expect(ended.phase, ended.sentence).toBe('rolled_back');
    expect(ended.sentence).toMatch(/mismatch: e = .*, stops at 100/);
    expect(traffic.failed).toBe(0);
  });

  it('does not promote a canary that has less to do', async () => {
    await using rig = await RolloutRig.start({ steps: '[{ coverage: 30%, hold: 2s }]' });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 12 });
    await rig.ask('start');
    const ended = await rig.until(['paused', 'promoted', 'rolled_back'], 100);
    expect([ended.phase, ended.pausedFor]).toEqual(['paused', 'load']);
    expect(ended.sentence).toMatch(/load × 0\.\d\d/);
    expect(traffic.answered.get('candidate')).toBeGreaterThan(0);
  });

  it('pauses when units do not come as they are dealt', async () => {
    // What an answer ends for is counted by arm, too, and every answer here ends for its length.
    const fields = 'guardrails: { finishReasons: { action: report } }';
    await using rig = await RolloutRig.start({ steps: '[{ coverage: matched, hold: 1m }]', fields });
    // Somebody in front of the gateway keeps half of the candidate’s sessions back.
    const isCandidates = (session: string): boolean => hashUnit('live.1', session) >= 0.5;
    const sessionOf = (n: number): string | null => (isCandidates(`s-${n}`) && n % 2 === 0 ? null : `s-${n}`);
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 8, maxTokens: 10, sessionOf });
    await rig.ask('start');
    const ended = await rig.until(['paused', 'promoted', 'rolled_back'], 60);
    expect([ended.phase, ended.pausedFor]).toEqual(['paused', 'srm']);
    expect(ended.traffic).toMatchObject({ coverage: 1, candidateWeight: 0.5 });
    expect(traffic.failed).toBe(0);
  });

  it('holds without traffic', async () => {
    await using rig = await RolloutRig.start();
    await rig.ask('start');
    await rig.until(['warming'], 10);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const rollout = await rig.rollout();
    expect([rollout.phase, rollout.sentence]).toEqual(['warming', 'warming: 0 of 5 answers']);
  });
});
