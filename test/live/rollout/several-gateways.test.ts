import { rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RolloutRig } from '../../support/rollout-rig.ts';
import { TestPostgres } from '../../support/test-postgres.ts';
import { SteadyTraffic } from '../../../scripts/demo/steady-traffic.ts';

const fields = 'guardrails: { ttft: { limit: 0.5 }, load: { limit: 0.25 } }';
const over = ['promoted', 'rolled_back', 'no_benefit', 'paused'];

/** Share of so many new sessions that the candidate answers. */
async function candidateShare(url: string, sessions: number): Promise<number> {
  const variants = await Promise.all(
    Array.from({ length: sessions }, async (_, n) => {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-session-id': `look-${n}` },
        body: JSON.stringify({ model: 'tgi', max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] }),
      });
      await response.text();
      return response.headers.get('x-slipstream-variant');
    }),
  );
  return variants.filter((variant) => variant === 'candidate').length / sessions;
}

describe('two gateways that share a store', () => {
  it('promote together; when the leader is killed in the middle, nothing is lost and nothing is done twice', async () => {
    await using rig = await RolloutRig.start({ gateways: 2, fields });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 8 });
    await rig.ask('start', {}, 1);
    await rig.until(['running'], 40, 0);
    // Whatever one decides, the other follows within a second.
    const { revision } = await rig.rollout(1);
    await sleep(1000);
    expect((await rig.rollout(0)).revision).toBeGreaterThanOrEqual(revision);

    // The first to start leads.
    rig.gateways[0]?.process.kill('SIGKILL');
    const ended = await rig.until(over, 120, 1);
    const events = await rig.events(1);
    expect(ended.phase, ended.sentence).toBe('promoted');
    expect(events.map(({ revision: number }) => number)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ to, step }) => `${to} ${step ?? ''}`.trim())).toEqual([
      'ready',
      'warming',
      'running 1',
      'running 2',
      'deciding 2',
      'promoting',
      'promoted',
    ]);
    expect(traffic.answered.get('candidate')).toBeGreaterThan(0);
  });
});

describe.skipIf(!TestPostgres.isThere())('two gateways that share a Postgres', () => {
  it('see what is decided within a second, whoever was asked, and go on when the leader is killed', async () => {
    await using postgres = await TestPostgres.start();
    await using rig = await RolloutRig.start({ gateways: 2, databaseUrl: postgres.url, fields });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 6 });
    await rig.ask('start', {}, 1);
    await rig.until(['ready', 'warming', 'running'], 1, 0);
    await rig.until(['running'], 40, 1);
    rig.gateways[0]?.process.kill('SIGKILL');
    await rig.ask('pause', { why: 'the other one is dead' }, 1);
    const { revision } = await rig.until(['paused'], 1, 1);
    await rig.ask('resume', {}, 1);
    await rig.until(['promoted', 'rolled_back', 'no_benefit', 'paused'], 100, 1);
    const events = await rig.events(1);
    expect(events.at(-1)?.to, JSON.stringify(events.at(-1))).toBe('promoted');
    expect(events.map(({ revision: number }) => number)).toEqual(events.map((_, index) => index + 1));
    expect(events.length).toBeGreaterThan(revision);
    expect(traffic.answered.get('candidate')).toBeGreaterThan(0);
  });
});

describe('a store that is away', () => {
  it('leaves the last split in force, and is caught up with when it is back', async () => {
    await using rig = await RolloutRig.start({ fields });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 6 });
    await rig.ask('start');
    await rig.until(['running'], 40);
    const before = await rig.rollout();

    const holder = new DatabaseSync(rig.databaseFile);
    holder.exec('BEGIN EXCLUSIVE');
    const answered = traffic.answered.get('candidate') ?? 0;
    await sleep(3000);
    await expect(rig.ask('abort')).rejects.toThrow('503');
    expect((await rig.rollout()).revision).toBe(before.revision);
    expect(await candidateShare(rig.urls()[0] ?? '', 40)).toBeGreaterThan(0);
    expect(traffic.answered.get('candidate')).toBeGreaterThan(answered);
    holder.exec('ROLLBACK');
    holder.close();

    const ended = await rig.until(over, 120);
    expect(ended.phase, ended.sentence).toBe('promoted');
    expect(traffic.failed).toBe(0);
  });
});

describe('the brake', () => {
  it('by a file stops all gateways within a second, and lets nothing begin until it is gone', async () => {
    await using rig = await RolloutRig.start({ gateways: 2, steps: '[{ coverage: matched, hold: 10m }]' });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 4 });
    await rig.ask('start');
    await rig.until(['running'], 40);
    expect(await candidateShare(rig.urls()[0] ?? '', 40)).toBeGreaterThan(0.2);

    writeFileSync(rig.brakeFile, '');
    await sleep(1000);
    for (const url of rig.urls()) expect(await candidateShare(url, 40)).toBe(0);
    await rig.until(['rolled_back'], 5);
    expect((await rig.events()).at(-1)).toMatchObject({ by: 'file', why: 'emergency brake: the brake file is there' });
    await expect(rig.ask('retry')).rejects.toThrow('braked');

    rmSync(rig.brakeFile);
    await sleep(1000);
    expect((await rig.rollout()).phase).toBe('rolled_back');
    expect((await rig.ask('retry')).phase).toBe('ready');
    expect(traffic.failed).toBe(0);
  });
});
