import { describe, expect, it } from 'vitest';
import { slipstreamCommand } from './slipstream-command.ts';

/** The way to a real Postgres is in test/integration/ledger/migrate.test.ts. */
async function migrate(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly err: string }> {
  let err = '';
  const code = await slipstreamCommand(['migrate', '--url-env', 'THE_URL'], {
    out: () => undefined,
    err: (text) => (err += text),
    env,
    wallTime: () => 0,
    isTerminal: false,
    newKey: () => 'k',
  });
  return { code, err };
}

describe('slipstream migrate', () => {
  it.each([
    [{}, 'THE_URL is not set: the URL of the database belongs there.\n'],
    [{ THE_URL: 'mysql://u:pass@h/d' }, 'THE_URL must be a URL such as postgres://user:password@host:5432/database.\n'],
  ])('says what is wrong with %j', async (env, err) => {
    expect(await migrate(env as Readonly<Record<string, string>>)).toEqual({ code: 2, err });
  });

  it('says why the database cannot be reached, without its password', async () => {
    const { code, err } = await migrate({ THE_URL: 'postgres://u:secret@127.0.0.1:1/d' });
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^The database of THE_URL cannot be brought up to date: .*REFUSED/),
    ]);
    expect(err).not.toContain('secret');
  });
});
