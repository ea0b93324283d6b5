import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MortalTable } from '../../../apps/gateway/src/rollout/testing/mortal-table.ts';
import type { Death } from '../../../apps/gateway/src/rollout/testing/mortal-table.ts';
import { SimulatedGateway, simulatedConfig } from '../../../apps/gateway/src/rollout/testing/simulated-gateway.ts';
import { seededRandom } from '../../../apps/gateway/src/routing/testing/seeded-random.ts';
import { PostgresRollouts } from '../../../apps/gateway/src/store/rollouts/postgres-rollouts.ts';
import { TestPostgres } from '../../support/test-postgres.ts';

/** Points that are tried, half of them in a decision: more with `LEADER_KILLS=500`. */
const kills = Number(process.env['LEADER_KILLS'] ?? 6);
const fast = { mlp: { tpotMs: 14, acceleration: 1.8 } };
const config = simulatedConfig('minBlocks: 4\n    guardrails: { load: { limit: 0.5 } }');
const lookMs = 300;
const mostLooks = 400;

describe.skipIf(!TestPostgres.isThere())('the leader of two gateways that share a Postgres', () => {
  let postgres: TestPostgres;
  let admin: Client;

  beforeAll(async () => {
    postgres = await TestPostgres.start();
    admin = new Client({ connectionString: postgres.url });
    await admin.connect();
  }, 60_000);

  afterAll(async () => {
    await admin.end();
    await postgres[Symbol.asyncDispose]();
  });

  /** All connections of gateways break, in whatever they were doing. */
  const cutOff = async (): Promise<void> => {
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'slipstream%' AND pid <> pg_backend_pid()`,
    );
  };

  /** A whole rollout, led by `one` until it dies and by `two` from then on. */
  async function rollOut(
    death: Death | null,
  ): Promise<{ one: SimulatedGateway; two: SimulatedGateway; mortal: MortalTable }> {
    await admin.query('DROP SCHEMA IF EXISTS slipstream CASCADE');
    const [tableOfOne, tableOfTwo] = [new PostgresRollouts(postgres.url), new PostgresRollouts(postgres.url)];
    const mortal = new MortalTable(tableOfOne, death, cutOff);
    const one = new SimulatedGateway({ table: mortal, name: 'gw-1', config, random: seededRandom(3) });
    const two = new SimulatedGateway({
      table: tableOfTwo,
      name: 'gw-2',
      config,
      time: one.time,
      random: seededRandom(9),
    });
    let isBuried = false;
    try {
      await one.look();
      await two.look();
      for (let looks = 0; looks < mostLooks && two.phase !== 'promoted'; looks += 1) {
        one.time.advance(lookMs);
        if (two.phase === 'planned') await two.ask('start');
        if (!mortal.isDead) await one.look(20, fast);
        if (mortal.isDead && !isBuried) {
          // With the process goes its connection, and with that the lock.
          await tableOfOne.close();
          isBuried = true;
        }
        await two.look(mortal.isDead ? 40 : 20, fast);
      }
      return { one, two, mortal };
    } finally {
      if (!isBuried) await tableOfOne.close();
      await tableOfTwo.close();
    }
  }

  const story = [
    'planned → ready',
    'ready → warming',
    'warming → running 0',
    'running → running 1',
    'running → deciding 1',
    'deciding → promoting',
    'promoting → promoted',
  ];

  it(
    `loses no decision and makes none twice, wherever it is killed (${kills} points)`,
    { timeout: 60_000 + kills * 5000 },
    async () => {
      const { two: undisturbed, mortal: whole } = await rollOut(null);
      expect([undisturbed.phase, whole.commits.length]).toEqual(['promoted', story.length - 1]);
      const random = seededRandom(20_261_124);
      const oneOf = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
      for (let n = 0; n < kills; n += 1) {
        const anywhere = 1 + Math.floor(random() * whole.calls);
        const call = n % 2 === 0 ? (oneOf(whole.commits) ?? anywhere) : anywhere;
        const death = { call, moment: oneOf(['before', 'after', 'during'] as const) ?? 'before' };
        const { one, two } = await rollOut(death);
        const told = `killed ${death.moment} call ${death.call} of ${whole.calls}, decisions in ${whole.commits.join(', ')}`;
        const log = await admin.query<{ revision: number; event: string }>(
          'SELECT revision, event FROM slipstream.rollout_events ORDER BY revision',
        );
        const events = log.rows.map(
          ({ event }) => JSON.parse(event) as { from: string; to: string; step: number | null },
        );
        expect(
          events.map(({ from, to, step }) => `${from} → ${to} ${step ?? ''}`.trim()),
          told,
        ).toEqual(story);
        expect(
          log.rows.map(({ revision }) => revision),
          told,
        ).toEqual(story.map((_, index) => index + 1));
        // What either of them was told to have decided is what is kept, and no decision was made by both.
        const decided = [...one.decisions, ...two.decisions].map(({ revision }) => revision);
        expect(new Set(decided).size, told).toBe(decided.length);
        for (const { revision, to } of [...one.decisions, ...two.decisions]) {
          expect(events[revision - 1]?.to, told).toBe(to);
        }
      }
    },
  );
});
