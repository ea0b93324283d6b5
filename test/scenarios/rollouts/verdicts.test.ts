import { hashUnit } from '@slipstream/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SteadyTraffic } from '../../../scripts/demo/steady-traffic.ts';
import type { TrafficOptions } from '../../../scripts/demo/steady-traffic.ts';
import { pairedSessions } from '../../../scripts/demo/paired-sessions.ts';
import { RolloutRig } from '../../support/rollout-rig.ts';

/**
 * What rollouts come to, with real processes and real streams, read from the API and its audit log. Built so that a busy machine
 * changes no outcome: emulated machines are slow beside what a scheduler does, users are few, both arms get the same number
 * of requests, a scenario that is not about times only reports them, and each waits for an end, not for a figure. With a draft a
 * newcomer waits for a longer step to end, so that TTFT is only reported where a speculator is to be promoted, too.
 */
const over = ['promoted', 'rolled_back', 'no_benefit', 'paused', 'expired'];
const untimed = 'tpot: { action: report }, ttft: { action: report }';
const endless = '[{ coverage: matched, hold: 10m }]';

/** What happened, by the audit log. */
async function story(rig: RolloutRig, name: string = 'live'): Promise<readonly string[]> {
  return (await rig.events(0, name)).map(({ to, step }) => `${to} ${step ?? ''}`.trim());
}

/** Why it came to where it is, in the words of the log. */
async function lastWhy(rig: RolloutRig, name: string = 'live'): Promise<string> {
  return (await rig.events(0, name)).at(-1)?.why ?? '';
}

describe('a rollout', { timeout: 120_000 }, () => {
  let rig: RolloutRig;

  beforeAll(async () => {
    rig = await RolloutRig.start({
      timeScale: 2,
      fields: `block: 500ms
    minBlocks: 8
    minRequests: 40
    soak: 2s
    guardrails: { ttft: { action: report } }`,
      others: {
        idle: {},
        srm: { steps: endless, fields: `guardrails: { ${untimed}, finishReasons: { action: report } }` },
        lossy: {
          steps: '[{ coverage: 20%, hold: 10m }]',
          fields: `guardrails: { ${untimed}, mismatch: { every: 100ms } }`,
        },
        errs: {
          steps: endless,
          fields: `guardrails: { ${untimed}, finishReasons: { action: report }, errors: { budget: 20 } }`,
        },
        canary: {
          steps: '[{ coverage: 30%, hold: 1s }]',
          fields: `minBlocks: 4
    minRequests: 30
    guardrails: { ${untimed} }`,
        },
      },
    });
  }, 60_000);

  afterAll(async () => await rig[Symbol.asyncDispose]());

  const serve = (options: Partial<TrafficOptions> = {}): SteadyTraffic =>
    new SteadyTraffic({ urls: () => rig.urls(), users: 8, maxTokens: 8, ...options });

  it('holds without traffic', async () => {
    await rig.ask('start', {}, 0, 'idle');
    await rig.until(['warming'], 30, 0, 'idle');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await rig.rollout(0, 'idle')).sentence).toBe('warming: 0 of 5 answers');
    await rig.ask('abort', { why: 'nobody comes' }, 0, 'idle');
    expect(await story(rig, 'idle')).toEqual(['ready', 'warming', 'rolled_back']);
    expect((await rig.events(0, 'idle')).at(-1)).toMatchObject({ by: 'rig', why: 'nobody comes' });
  });

  it('pauses when units do not come as they are dealt', async () => {
    // Somebody in front of the gateway keeps half of the candidate’s sessions back.
    const isCandidates = (session: string): boolean => hashUnit('srm.1', session) >= 0.5;
    const sessionOf = (n: number): string | null => (isCandidates(`s-${n}`) && n % 2 === 0 ? null : `s-${n}`);
    await using traffic = serve({ sessionOf });
    await rig.ask('start', {}, 0, 'srm');
    const ended = await rig.until(over, 60, 0, 'srm');
    expect([ended.phase, ended.pausedFor], ended.sentence).toEqual(['paused', 'srm']);
    // Weights stay while a human is asked.
    expect(ended.traffic).toMatchObject({ coverage: 1, candidateWeight: 0.5 });
    expect(traffic.failed).toBe(0);
    await rig.ask('abort', {}, 0, 'srm');
    expect(await story(rig, 'srm')).toEqual(['ready', 'warming', 'running 1', 'paused 1', 'rolled_back']);
  });

  it('is stopped when answers are not those of the control', async () => {
    await rig.candidate.setFaults([{ kind: 'lossy', share: 1 }]);
    await using traffic = serve({ users: 4 });
    await rig.ask('start', {}, 0, 'lossy');
    const ended = await rig.until(over, 60, 0, 'lossy');
    await rig.candidate.setFaults([]);
    expect(ended.phase, ended.sentence).toBe('rolled_back');
    expect(await lastWhy(rig, 'lossy')).toMatch(/mismatch: e = .*, stops at 100/);
    expect(traffic.failed).toBe(0);
    expect(await story(rig, 'lossy')).toEqual(['ready', 'warming', 'running 1', 'rolled_back']);
  });

  it('is rolled back when it fails requests under load, within its budget', async () => {
    await using traffic = serve({ sessionOf: pairedSessions('errs.1') });
    await rig.ask('start', {}, 0, 'errs');
    await rig.until(['running'], 40, 0, 'errs');
    await rig.candidate.setFaults([{ kind: 'internal', share: 0.5 }]);
    const ended = await rig.until(over, 60, 0, 'errs');
    expect(ended.phase, ended.sentence).toBe('rolled_back');
    expect(await lastWhy(rig, 'errs')).toMatch(/errors: e = .* failed, \d+ of the control/);
    // The budget, and those under way when it was used up.
    expect(traffic.failed).toBeLessThanOrEqual(20 + 8);
    const [struck, answered] = [await rig.candidate.struck(), traffic.answered.get('baseline') ?? 0];
    while ((traffic.answered.get('baseline') ?? 0) < answered + 30) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // Nobody is sent there any more.
    expect((await rig.candidate.struck())['internal']).toBe(struck['internal']);
    await rig.candidate.setFaults([]);
    expect(await story(rig, 'errs')).toEqual(['ready', 'warming', 'running 1', 'rolled_back']);
  });

  it('is not promoted on the times of a canary that has less to do', async () => {
    await using traffic = serve({ users: 12 });
    await rig.ask('start', {}, 0, 'canary');
    const ended = await rig.until(over, 80, 0, 'canary');
    expect([ended.phase, ended.pausedFor], ended.sentence).toEqual(['paused', 'load']);
    expect(await lastWhy(rig, 'canary')).toMatch(/load × 0\.\d\d/);
    expect(traffic.failed).toBe(0);
    await rig.ask('abort', {}, 0, 'canary');
    expect(await story(rig, 'canary')).toEqual(['ready', 'warming', 'running 1', 'paused 1', 'rolled_back']);
  });

  it('is promoted on the proof that the candidate is faster, step by step', async () => {
    await using traffic = serve({ maxTokens: 24, sessionOf: pairedSessions('live.1') });
    await rig.ask('start', { why: 'e2e' });
    const ended = await rig.until(over, 100);
    expect(ended.phase, ended.sentence).toBe('promoted');
    const events = await rig.events();
    expect(await story(rig)).toEqual([
      'ready',
      'warming',
      'running 1',
      'running 2',
      'deciding 2',
      'promoting',
      'promoted',
    ]);
    expect(events[0]).toMatchObject({ by: 'rig', why: 'e2e' });
    const proof = events.find(({ to }) => to === 'deciding')?.verdicts.find(({ check }) => check === 'speed-up');
    expect(proof?.interval?.lower).toBeGreaterThan(1.05);
    expect(traffic.failed).toBe(0);
  });
});

describe('a rollout of acceleration without speed-up', { timeout: 120_000 }, () => {
  it('ends as no benefit, and says both figures', async () => {
    // At some seventeen streams a replica the verification of five tokens a step costs what it saves. The engine tells its forward passes
    // of each answer, so that the figure is no estimate, however late its events are.
    await using rig = await RolloutRig.start({
      engine: 'vllm',
      speculator: 'mlp',
      candidates: [['--flag', 'per-request-spec-decode-metrics=summary']],
      timeScale: 0.5,
      steps: endless,
      fields: `block: 500ms
    minBlocks: 8
    minRequests: 40
    soak: 2s
    guardrails: { ${untimed} }`,
    });
    await using traffic = new SteadyTraffic({
      urls: () => rig.urls(),
      users: 34,
      maxTokens: 28,
      prompts: ['Write a function in Python that merges two sorted lists.'],
      sessionOf: pairedSessions('live.1'),
    });
    await rig.ask('start');
    const ended = await rig.until(over, 100);
    expect(ended.phase, ended.sentence).toBe('no_benefit');
    expect(await lastWhy(rig)).toMatch(/^acceleration 1\.[6-9]\d, speed-up (0|1)\.\d\d \[.*\], needs > 1\.05/);
    expect(ended.traffic?.coverage).toBe(0);
    expect(await story(rig)).toEqual(['ready', 'warming', 'running 1', 'no_benefit']);
    expect(traffic.failed).toBe(0);
  });
});
