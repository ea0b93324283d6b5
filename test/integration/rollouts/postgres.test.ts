import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedGateway } from '../../../apps/gateway/src/rollout/testing/simulated-gateway.ts';
import { seededRandom } from '../../../apps/gateway/src/routing/testing/seeded-random.ts';
import { PostgresRollouts } from '../../../apps/gateway/src/store/rollouts/postgres-rollouts.ts';
import { tableContract } from '../../../apps/gateway/src/store/rollouts/testing/table-contract.ts';
import { TestPostgres } from '../../support/test-postgres.ts';

const fast = { mlp: { tpotMs: 14, acceleration: 1.8 } };

describe.skipIf(!TestPostgres.isThere())('rollouts in Postgres', () => {
  let postgres: TestPostgres;
  const opened: PostgresRollouts[] = [];

  const open = (): PostgresRollouts => {
    const one = new PostgresRollouts(postgres.url);
    opened.push(one);
    return one;
  };

  beforeAll(async () => {
    postgres = await TestPostgres.start();
  }, 60_000);

  afterAll(async () => await postgres[Symbol.asyncDispose]());

  beforeEach(async () => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    await client.query('DROP SCHEMA IF EXISTS slipstream CASCADE');
    await client.end();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((table) => table.close()));
  });

  tableContract(open);

  it('are made once by gateways that start together', async () => {
    const tables = [open(), open(), open(), open()];
    await Promise.all(tables.map((table) => table.rows()));
    expect(await tables[0]?.rows()).toEqual([]);
  });

  it('are told to others as soon as something is decided', async () => {
    const [one, two] = [open(), open()];
    const told = new Promise<void>((resolve) => two.watch(resolve));
    await two.lead();
    const row = { name: 'live', revision: 0, state: '{}', runMs: 0, report: null };
    await one.insert(row);
    await one.commit({ ...row, revision: 1 }, '{}', []);
    await told;
  });

  it('are led on by another gateway when the leader dies, and decided once', { timeout: 60_000 }, async () => {
    const [tableOfOne, tableOfTwo] = [open(), open()];
    const one = new SimulatedGateway({ table: tableOfOne, name: 'gw-1', random: seededRandom(3) });
    const two = new SimulatedGateway({ table: tableOfTwo, name: 'gw-2', time: one.time, random: seededRandom(9) });
    await one.look();
    await one.ask('start');
    let dead = false;
    const leaders = new Set<number>();
    for (let looks = 0; looks < 700 && two.phase !== 'promoted'; looks += 1) {
      one.time.advance(100);
      if (!dead && one.time.now() > 15_000) {
        // As the end of its process ends it: with the connection goes the lock.
        await tableOfOne.close();
        opened.splice(opened.indexOf(tableOfOne), 1);
        dead = true;
      }
      if (!dead) await one.look(5, fast);
      await two.look(dead ? 10 : 5, fast);
      leaders.add(dead ? 1 : [one, two].filter(({ rollouts }) => rollouts.controller.isLeading).length);
    }
    expect([two.phase, two.rollouts.controller.isLeading]).toEqual(['promoted', true]);
    expect([...leaders]).toEqual([1]);
    const events = await two.rollouts.controller.events('live', 0);
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index + 1));
  });

  it('that go away leave the splits as they are, and come back', { timeout: 60_000 }, async () => {
    const one = new SimulatedGateway({ table: open(), random: seededRandom(3) });
    await one.look();
    await one.ask('start');
    await one.run(20, 10, fast, 'running');
    await one.look(10, fast);
    const share = one.candidateShare();
    await postgres.stop();
    await one.look(10, fast);
    expect(one.rollouts.controller.away).not.toBeNull();
    expect(one.candidateShare()).toBe(share);
    expect(await one.ask('abort')).toMatchObject({ refused: 'away' });
    await postgres.start();
    await one.run(60, 10, fast, 'promoted');
    expect([one.phase, one.rollouts.controller.away]).toEqual(['promoted', null]);
  });
});
