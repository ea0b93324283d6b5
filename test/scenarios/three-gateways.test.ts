import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokensOf, unbooked } from '../support/ledger-reading.ts';
import { askFleet, FleetTraffic } from '../support/fleet-traffic.ts';
import type { FleetAnswer } from '../support/fleet-traffic.ts';
import { GatewayFleet } from '../support/gateway-fleet.ts';
import { TestPostgres } from '../support/test-postgres.ts';
import { TestRedis } from '../support/test-redis.ts';
import { until } from '../support/until.ts';

const secrets = { app: 'sk-of-the-application', many: 'sk-of-many-requests', much: 'sk-of-many-tokens' };
const requestsAnHour = 240;
const tokensAnHour = 9000;
const keys = `
  app: { secret: ${secrets.app} }
  many: { secret: ${secrets.many}, rates: { requests: ${requestsAnHour}/h } }
  much: { secret: ${secrets.much}, rates: { tokens: ${tokensAnHour}/h } }`;

/** Bar of the product: a limit over three gateways holds within 2 %. */
const within = 0.02;

describe.skipIf(!TestPostgres.isThere() || !TestRedis.isThere())('three gateways, one Postgres, one Redis', () => {
  let fleet: GatewayFleet;

  beforeAll(async () => {
    fleet = await GatewayFleet.start(3, keys);
  }, 90_000);
  afterAll(() => fleet?.[Symbol.asyncDispose]());

  /** Asks all gateways in turn, `clients` at a time, until `enough` of what came back. */
  async function askInTurn(
    key: string,
    clients: number,
    maxTokens: number,
    enough: (answers: readonly FleetAnswer[]) => boolean,
  ): Promise<readonly FleetAnswer[]> {
    const answers: FleetAnswer[] = [];
    let asked = 0;
    const client = async (): Promise<void> => {
      while (!enough(answers)) {
        asked += 1;
        const id = `${key}-${asked}`;
        const wanted = { id, session: id, model: 'heads', key, maxTokens, stream: false };
        answers.push(await askFleet(fleet.urls[asked % 3] ?? '', wanted));
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    return answers;
  }

  const refused = (answers: readonly FleetAnswer[]): number => answers.filter(({ failure }) => failure !== null).length;

  it('count requests and tokens of a key together, to 2 %', async () => {
    const many = await askInTurn(secrets.many, 12, 1, (answers) => refused(answers) >= 60);
    const whole = many.filter(({ failure }) => failure === null).length;
    expect(Math.abs(whole / requestsAnHour - 1)).toBeLessThanOrEqual(within);
    expect(many.filter(({ failure }) => failure !== null && !failure.includes('rate_limited'))).toEqual([]);

    // Known at the end of an answer: what passes the limit is what was under way, three small answers here.
    const much = await askInTurn(secrets.much, 3, 40, (answers) => refused(answers) >= 9);
    expect(much.filter(({ failure }) => failure !== null && !failure.includes('rate_limited'))).toEqual([]);
    const { used } = await usedTokens(fleet.databaseUrl, 'much', much.length - refused(much));
    expect(Math.abs(used / tokensAnHour - 1)).toBeLessThanOrEqual(within);
  }, 90_000);

  it('are restarted one after the other under load without one request failing, and lead one rollout all the while', async () => {
    await fleet.ask(1, 'POST', '/rollouts/live/start');
    const traffic = new FleetTraffic(() => fleet.urls, secrets.app, 12);
    await until(async () => (await fleet.rollouts()).every(({ phase }) => phase === 'running'), 'it never ran on all');
    const [before] = await fleet.rollouts();
    const variants = new Map(traffic.answers.filter(sees('tgi')).map(({ session, variant }) => [session, variant]));
    const answeredBefore = traffic.answers.length;

    for (let n = 0; n < 3; n += 1) expect(await fleet.replace(0, keys)).toBe(0);

    const enough = async (): Promise<boolean> => traffic.answers.length >= answeredBefore + 300;
    await until(enough, 'too little traffic');
    const after = await fleet.rollouts();
    expect(after.map(({ phase, run, traffic: split }) => ({ phase, run, split }))).toEqual(
      Array.from({ length: 3 }, () => ({ phase: 'running', run: before?.run, split: before?.traffic })),
    );
    const answers = await traffic.stop();
    expect(answers.filter(({ failure }) => failure !== null).slice(0, 3)).toEqual([]);
    // Whoever was dealt a variant kept it, whichever gateway was asked, and whoever led.
    const moved = answers.slice(answeredBefore).filter(sees('tgi'));
    expect(moved.filter(({ session, variant }) => variant !== (variants.get(session) ?? variant))).toEqual([]);
    expect(new Set(variants.values())).toEqual(new Set(['baseline', 'mlp']));

    expect(await fleet.stop()).toEqual([0, 0, 0]);
    const rows = await ledgerRows(fleet.databaseUrl);
    const finished = answers.map(({ id, tokens }) => ({ id, completionTokens: tokens ?? -1, atMs: 0 }));
    expect(unbooked(finished, rows)).toEqual([]);
    // To the token what nine engines made for six gateways.
    const truths = await Promise.all(fleet.engines.map((engine) => engine.truth()));
    const made = truths.reduce((sum, { tokens }) => sum + tokens, 0);
    expect(tokensOf(rows)).toBe(made);
  }, 120_000);
});

function sees(model: string): (answer: FleetAnswer) => boolean {
  return ({ variant }) => (model === 'heads') === (variant === 'medusa');
}

/** Waits for the rows of all its answers, which come from three outboxes. */
async function usedTokens(url: string, key: string, answers: number): Promise<{ readonly used: number }> {
  await using database = await connect(url);
  const text = `SELECT count(*)::int AS rows, coalesce(sum(prompt_tokens + completion_tokens), 0)::int AS used
    FROM requests WHERE key_name = $1`;
  let found = { rows: 0, used: 0 };
  await until(async () => {
    found = (await database.client.query<typeof found>(text, [key])).rows[0] ?? found;
    return found.rows >= answers;
  }, `the rows of ${answers} answers never came`);
  return found;
}

async function ledgerRows(url: string): Promise<Parameters<typeof unbooked>[1]> {
  await using database = await connect(url);
  const { rows } = await database.client.query(
    'SELECT request_id, completion_tokens::int, discarded_tokens::int FROM requests',
  );
  return rows as Parameters<typeof unbooked>[1];
}

async function connect(url: string): Promise<AsyncDisposable & { readonly client: Client }> {
  const client = new Client(url);
  await client.connect();
  return { client, [Symbol.asyncDispose]: async () => await client.end() };
}
