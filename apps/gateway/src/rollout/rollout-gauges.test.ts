import { Instruments } from '@slipstream/metrics';
import { expect, it } from 'vitest';
import { seededRandom } from '../routing/testing/seeded-random.ts';
import { SqliteRollouts } from '../store/rollouts/sqlite-rollouts.ts';
import { writeRolloutGauges } from './rollout-gauges.ts';
import { SimulatedGateway, simulatedConfig } from './testing/simulated-gateway.ts';

const fast = { mlp: { tpotMs: 14, acceleration: 1.8 } };

async function page(gateway: SimulatedGateway, instruments: Instruments): Promise<readonly string[]> {
  writeRolloutGauges(instruments, simulatedConfig(), gateway.rollouts.controller);
  const lines = (await instruments.render()).split('\n');
  return lines.filter((line) => line.startsWith('slipstream_rollout_'));
}

it('shows phase, step, split and checks, and nothing of what is not known', async () => {
  const gateway = new SimulatedGateway({ table: new SqliteRollouts(':memory:'), random: seededRandom(3) });
  const instruments = new Instruments();
  await gateway.look();
  const before = await page(gateway, instruments);
  expect(before).toContain('slipstream_rollout_phase{rollout="live",model="tgi",phase="planned"} 1');
  expect(before.filter((line) => /_(step|coverage|estimate|evidence|verdict)/.test(line))).toEqual([]);

  await gateway.ask('start');
  await gateway.run(35, 10, fast);
  const lines = await page(gateway, instruments);
  expect(lines).toEqual(
    expect.arrayContaining([
      'slipstream_rollout_phase{rollout="live",model="tgi",phase="running"} 1',
      'slipstream_rollout_phase{rollout="live",model="tgi",phase="planned"} 0',
      'slipstream_rollout_step{rollout="live",model="tgi"} 2',
      'slipstream_rollout_coverage_ratio{rollout="live",model="tgi"} 1',
      'slipstream_rollout_candidate_weight{rollout="live",model="tgi"} 0.5',
      'slipstream_rollout_estimate_ratio{rollout="live",model="tgi",check="speed-up",bound="limit"} 1.05',
      'slipstream_rollout_verdict{rollout="live",model="tgi",check="speed-up",verdict="inconclusive"} 1',
      'slipstream_rollout_leading 1',
      'slipstream_rollout_brake 0',
      'slipstream_rollout_store_ready 1',
    ]),
  );
  const valueOf = (start: string): number =>
    Number(
      lines
        .find((line) => line.startsWith(start))
        ?.split(' ')
        .at(-1),
    );
  const bound = (name: string): number =>
    valueOf(`slipstream_rollout_estimate_ratio{rollout="live",model="tgi",check="speed-up",bound="${name}"}`);
  expect(bound('lower')).toBeLessThan(bound('estimate'));
  expect(bound('estimate')).toBeLessThan(bound('upper'));
  expect(valueOf('slipstream_rollout_evidence_ratio{rollout="live",model="tgi",check="errors"}')).toBeLessThan(1);
  expect(lines.filter((line) => line.includes('check="SLO misses"'))).toEqual([]);
});
