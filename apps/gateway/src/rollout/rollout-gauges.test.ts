import { Instruments } from '@slipstream/metrics';
import { expect, it } from 'vitest';
import { seededRandom } from '../routing/testing/seeded-random.ts';
import { SqliteRollouts } from '../store/rollouts/sqlite-rollouts.ts';
import { RolloutGauges } from './rollout-gauges.ts';
import { SimulatedGateway } from './testing/simulated-gateway.ts';

const fast = { mlp: { tpotMs: 14, acceleration: 1.8 } };

async function page(gauges: RolloutGauges, instruments: Instruments): Promise<readonly string[]> {
  gauges.write();
  const lines = (await instruments.render()).split('\n');
  return lines.filter((line) => line.startsWith('slipstream_rollout_'));
}

it('shows phase, step, split and checks, and nothing of what is not known', async () => {
  const gateway = new SimulatedGateway({ table: new SqliteRollouts(':memory:'), random: seededRandom(3) });
  const instruments = new Instruments();
  const gauges = new RolloutGauges(instruments, gateway.rollouts.controller);
  await gateway.look();
  const before = await page(gauges, instruments);
  expect(before).toContain('slipstream_rollout_phase{rollout="live",model="tgi",phase="planned"} 1');
  expect(before.filter((line) => /_(step|coverage|estimate|evidence|verdict|last_decision)/.test(line))).toEqual([]);
  expect(before.filter((line) => line.includes('absent'))).toEqual([]);

  await gateway.ask('start');
  await gateway.run(35, 10, fast);
  const lines = await page(gauges, instruments);
  expect(lines).toEqual(
    expect.arrayContaining([
      'slipstream_rollout_phase{rollout="live",model="tgi",phase="running"} 1',
      'slipstream_rollout_phase{rollout="live",model="tgi",phase="planned"} 0',
      'slipstream_rollout_step{rollout="live",model="tgi"} 2',
      'slipstream_rollout_coverage_ratio{rollout="live",model="tgi"} 1',
      'slipstream_rollout_candidate_weight{rollout="live",model="tgi"} 0.5',
      'slipstream_rollout_estimate_ratio{rollout="live",model="tgi",check="speed-up",bound="limit"} 1.05',
      'slipstream_rollout_verdict{rollout="live",model="tgi",check="speed-up",verdict="inconclusive"} 1',
      `slipstream_rollout_last_look_timestamp_seconds{rollout="live",model="tgi"} ${gateway.time.wallTime() / 1000}`,
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

it('tells when and in whose name the last decision was made, and nothing of what is deleted', async () => {
  const gateway = new SimulatedGateway({ table: new SqliteRollouts(':memory:'), random: seededRandom(3) });
  const instruments = new Instruments();
  const { controller } = gateway.rollouts;
  const gauges = new RolloutGauges(instruments, controller);
  await gateway.look();
  const plan = { ...controller.rollout('live')!.state.plan, name: 'by-api' };
  const asker = { by: 'ada', why: '', request: null };
  await controller.create(plan, asker);
  await gateway.ask('start');
  const stamp = (by: string): string =>
    `slipstream_rollout_last_decision_timestamp_seconds{rollout="live",model="tgi",by="${by}"}`;
  expect(await page(gauges, instruments)).toContain(`${stamp('person')} ${gateway.time.wallTime() / 1000}`);
  gateway.time.advance(5000);
  await gateway.look();
  const lines = await page(gauges, instruments);
  expect(lines).toContain(`${stamp('rollout')} ${gateway.time.wallTime() / 1000}`);
  expect(lines.filter((line) => line.startsWith(stamp('person')))).toEqual([]);
  expect(lines.filter((line) => line.includes('by-api'))).not.toEqual([]);

  await controller.remove('by-api', asker);
  expect((await page(gauges, instruments)).filter((line) => line.includes('by-api'))).toEqual([]);
});
