import { rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SteadyTraffic } from '../../../scripts/demo/steady-traffic.ts';
import { RolloutRig } from '../../support/rollout-rig.ts';
import { sessionsOfCandidate } from '../../support/sessions-of-candidate.ts';
import { TestPostgres } from '../../support/test-postgres.ts';
import { until } from '../../support/until.ts';

/** Steps that go on as soon as there is data, and a last one that is never over: no time is judged here. */
const steps = `[{ coverage: 25% of matched, hold: 100ms }, { coverage: 50% of matched, hold: 100ms }, { coverage: matched, hold: 10m }]`;
const fields = `block: 200ms
    minBlocks: 2
    minRequests: 10
    guardrails: { tpot: { action: report }, ttft: { action: report } }`;

/** The log without a gap, and nothing in it twice. */
async function story(rig: RolloutRig, gateway: number, name: string = 'live'): Promise<readonly string[]> {
  const events = await rig.events(gateway, name);
  expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index + 1));
  return events.map(({ to, step }) => `${to} ${step ?? ''}`.trim());
}

const whole = ['ready', 'warming', 'running 1', 'running 2', 'running 3', 'rolled_back'];

describe('gateways that share a file', { timeout: 120_000 }, () => {
  let rig: RolloutRig;
  let traffic: SteadyTraffic;
  const url = (gateway: number): string => rig.gateways[gateway]?.url ?? '';

  beforeAll(async () => {
    const waits = { steps: '[{ coverage: matched, hold: 10m }]' };
    rig = await RolloutRig.start({ gateways: 2, steps, fields, timeScale: 4, others: { away: waits, braked: waits } });
    traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 4, maxTokens: 16 });
  }, 60_000);

  afterAll(async () => {
    await traffic[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
  });

  it('keep the last split while the store is away, decide nothing, and catch up', async () => {
    await rig.ask('start', {}, 0, 'away');
    const { revision } = await rig.until(['running'], 60, 0, 'away');
    await until(async () => (await rig.rollout(1, 'away')).revision === revision, 'the other gateway does not follow');
    const holder = new DatabaseSync(rig.databaseFile);
    holder.exec('BEGIN EXCLUSIVE');
    await expect(rig.ask('abort', {}, 0, 'away')).rejects.toThrow('503');
    for (const gateway of [0, 1]) {
      expect((await rig.rollout(gateway, 'away')).revision).toBe(revision);
      expect(await sessionsOfCandidate(url(gateway))).toBeGreaterThan(0);
    }
    holder.exec('ROLLBACK');
    holder.close();
    // As soon as it can be reached again.
    await until(async () => {
      const { phase } = await rig.ask('abort', {}, 0, 'away').catch(() => ({ phase: 'away' }));
      return phase === 'rolled_back';
    }, 'the store is not found again');
    expect(await story(rig, 1, 'away')).toEqual(['ready', 'warming', 'running 1', 'rolled_back']);
    expect(traffic.failed).toBe(0);
  });

  it('are stopped by the brake, all of them, and nothing begins until it is gone', async () => {
    await rig.ask('start', {}, 0, 'braked');
    await rig.until(['running'], 60, 0, 'braked');
    expect(await sessionsOfCandidate(url(0))).toBeGreaterThan(0);
    writeFileSync(rig.brakeFile, '');
    for (const gateway of [0, 1]) {
      await until(async () => (await sessionsOfCandidate(url(gateway))) === 0, 'the brake does not stop it');
    }
    await rig.until(['rolled_back'], 20, 0, 'braked');
    expect((await rig.events(0, 'braked')).at(-1)).toMatchObject({
      by: 'file',
      why: 'emergency brake: the brake file is there',
    });
    await expect(rig.ask('retry', {}, 0, 'braked')).rejects.toThrow('braked');
    rmSync(rig.brakeFile);
    await until(
      async () => (await rig.ask('retry', {}, 0, 'braked').catch(() => null))?.phase === 'ready',
      'the brake is not let go',
    );
    await rig.ask('abort', {}, 0, 'braked');
    await until(
      async () => (await rig.ask('retry', {}, 1, 'braked').catch(() => null))?.phase === 'ready',
      'the other one does not let go',
    );
    await rig.ask('abort', {}, 1, 'braked');
    expect(traffic.failed).toBe(0);
  });

  it('lose no decision and make none twice when the leader is killed in the middle of a step', async () => {
    await rig.ask('start', {}, 1);
    await rig.until(['running'], 60, 1);
    // The first to start leads.
    rig.gateways[0]?.process.kill('SIGKILL');
    await until(async () => (await rig.rollout(1)).step === 3, 'nobody leads on');
    await rig.ask('abort', {}, 1);
    expect(await story(rig, 1)).toEqual(whole);
  });
});

describe.skipIf(!TestPostgres.isThere())('gateways that share a Postgres', { timeout: 120_000 }, () => {
  it('see what is decided, whoever was asked, and go on when the leader is killed', async () => {
    await using postgres = await TestPostgres.start();
    await using rig = await RolloutRig.start({ gateways: 2, databaseUrl: postgres.url, steps, fields, timeScale: 4 });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 4, maxTokens: 16 });
    await rig.ask('start', {}, 1);
    await until(async () => (await rig.rollout(0)).revision > 0, 'the other gateway does not follow');
    await rig.until(['running'], 60, 0);
    rig.gateways[0]?.process.kill('SIGKILL');
    await rig.ask('pause', { why: 'the other one is dead' }, 1);
    await rig.until(['paused'], 10, 1);
    await rig.ask('resume', {}, 1);
    await until(async () => (await rig.rollout(1)).step === 3, 'nobody leads on');
    await rig.ask('abort', {}, 1);
    expect((await story(rig, 1)).filter((one) => !one.startsWith('paused'))).toEqual(
      expect.arrayContaining(['ready', 'warming', 'running 1', 'running 2', 'running 3', 'rolled_back']),
    );
    expect(traffic.answered.get('candidate')).toBeGreaterThan(0);
  });
});
