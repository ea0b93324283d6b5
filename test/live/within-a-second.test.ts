import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SteadyTraffic } from '../../scripts/demo/steady-traffic.ts';
import { RolloutRig } from '../support/rollout-rig.ts';
import { sessionsOfCandidate } from '../support/sessions-of-candidate.ts';

describe('two gateways that share a store', () => {
  it('follow each other, and are stopped by the brake, within a second', async () => {
    await using rig = await RolloutRig.start({ gateways: 2, steps: '[{ coverage: matched, hold: 10m }]' });
    await using traffic = new SteadyTraffic({ urls: () => rig.urls(), users: 4 });
    const urls = rig.gateways.map(({ url }) => url);
    await rig.ask('start', {}, 1);
    await sleep(1000);
    expect((await rig.rollout(0)).revision).toBeGreaterThan(0);
    await rig.until(['running'], 40);
    for (const url of urls) expect(await sessionsOfCandidate(url, 40)).toBeGreaterThan(0);

    writeFileSync(rig.brakeFile, '');
    await sleep(1000);
    for (const url of urls) expect(await sessionsOfCandidate(url, 40)).toBe(0);
    expect(traffic.failed).toBe(0);
  });
});
