import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slipstreamCommand } from '../../../apps/gateway/src/cli/slipstream-command.ts';
import { TestPostgres } from '../../support/test-postgres.ts';

describe.skipIf(!TestPostgres.isThere())('slipstream migrate', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await TestPostgres.start();
  }, 60_000);
  afterAll(() => postgres?.[Symbol.asyncDispose]());

  it('makes the tables of an empty database, and changes nothing the second time', async () => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    const tables = async (): Promise<readonly string[]> => {
      const text = `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'slipstream' ORDER BY 1`;
      return (await client.query<{ name: string }>(text)).rows.map(({ name }) => name);
    };
    expect(await tables()).toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      let err = '';
      const code = await slipstreamCommand(['migrate'], {
        out: () => undefined,
        err: (text) => (err += text),
        env: { SLIPSTREAM_DATABASE_URL: postgres.url },
        wallTime: () => 0,
        isTerminal: false,
        newKey: () => 'k',
      });
      expect([code, err]).toEqual([0, 'The database is up to date.\n']);
      expect(await tables()).toEqual(expect.arrayContaining(['api_keys', 'requests', 'rollout_events', 'rollouts']));
    }
    await client.end();
  });
});
