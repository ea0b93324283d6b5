import { describe, expect, it } from 'vitest';
import { SqliteRollouts } from '../store/rollouts/sqlite-rollouts.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { planOf } from './core/testing/plan-of.ts';
import { RolloutWalk } from './core/testing/rollout-walk.ts';
import { JsonRolloutStore } from './json-rollout-store.ts';
import { Webhooks } from './webhooks.ts';

const events = new RolloutWalk(planOf()).begin().events;
const first = events[0]!;

/** Webhooks that answer as the test says, by URL, and a store that outlives them. */
function rig(answers: Record<string, () => number | Error>) {
  const time = new ManualTime();
  const store = new JsonRolloutStore(new SqliteRollouts(':memory:'));
  const told: [string, number][] = [];
  const ids: string[] = [];
  const errors: object[] = [];
  let givenUp = 0;
  let webhooks = Object.keys(answers).map((url) => ({ url, secret: 's' }));
  const open = (): Webhooks =>
    new Webhooks({
      webhooks: () => webhooks,
      store,
      clock: time,
      logger: { debug() {}, info() {}, warn() {}, error: (fields) => void errors.push(fields) },
      onGivenUp: () => void (givenUp += 1),
      post: async ({ url }, { id, body }) => {
        const answer = answers[url]?.() ?? 200;
        ids.push(id);
        if (answer instanceof Error) throw answer;
        if (answer < 300) told.push([url, (JSON.parse(body) as { revision: number }).revision]);
        return answer;
      },
    });
  let hooks = open();
  return {
    time,
    told,
    ids,
    errors,
    givenUp: () => givenUp,
    waiting: async () => (await store.waitingDeliveries()).map(({ waiting }) => waiting),
    /** Decisions that are kept, with those who are to be told. */
    decide: async (many: typeof events): Promise<void> => {
      const { state } = new RolloutWalk(planOf());
      await store.plan(state);
      for (const one of many) {
        const event = { ...one, at: { runMs: 0, wallMs: time.wallTime() } };
        const decided = { ...state, revision: event.revision };
        const report = { sentence: '', verdicts: [], wallMs: 0 };
        const deliveries = hooks.deliveriesOf(event);
        expect(await store.commit({ state: decided, event, runMs: 0, report, deliveries })).toBe(true);
      }
    },
    look: async (): Promise<void> => {
      await hooks.look();
      await new Promise((resolve) => setImmediate(resolve));
    },
    restart: () => void (hooks = open()),
    forget: () => void (webhooks = []),
  };
}

const revisionsAt = (told: readonly [string, number][], url: string): readonly number[] =>
  told.filter(([to]) => to === url).map(([, revision]) => revision);

describe('webhooks', () => {
  it('are told of each decision, in order', async () => {
    const { decide, look, told, waiting } = rig({ 'http://a': () => 200, 'http://b': () => 204 });
    await decide(events);
    await look();
    for (const url of ['http://a', 'http://b']) expect(revisionsAt(told, url)).toEqual([1, 2, 3]);
    expect(await waiting()).toEqual([]);
  });

  it('are asked again, later and later, with the same id, and nobody waits for another', async () => {
    let failures = 2;
    const failing = (): number | Error => (failures-- > 0 ? new Error('ECONNREFUSED') : 200);
    const { decide, look, told, ids, time } = rig({ 'http://down': failing, 'http://up': () => 200 });
    await decide(events);
    await look();
    expect(told.map(([url]) => url)).toEqual(['http://up', 'http://up', 'http://up']);
    time.advance(999);
    await look();
    expect(ids.filter((id) => id.includes('down'))).toHaveLength(1);
    time.advance(1);
    await look();
    expect(revisionsAt(told, 'http://down')).toEqual([]);
    time.advance(10_000);
    await look();
    expect(revisionsAt(told, 'http://down')).toEqual([1, 2, 3]);
    const [one, two, three] = ids.filter((id) => id.includes('down'));
    expect([two, three]).toEqual([one, one]);
  });

  it('hear after a restart of what they had not answered, and of nothing else', async () => {
    let isUp = false;
    const { decide, look, told, time, restart } = rig({ 'http://a': () => (isUp ? 200 : 503), 'http://b': () => 200 });
    await decide(events);
    await look();
    restart();
    isUp = true;
    time.advance(1000);
    await look();
    expect([revisionsAt(told, 'http://a'), revisionsAt(told, 'http://b')]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('are given up after an hour, which is told without the secret in their URL', async () => {
    const { decide, look, time, errors, givenUp, waiting } = rig({ 'http://hooks.test/T0KEN': () => 500 });
    await decide([first]);
    for (const ms of [1_000, 10_000, 60_000, 600_000, 3_600_000]) {
      await look();
      time.advance(ms);
    }
    expect(errors).toEqual([]);
    await look();
    const webhook = expect.stringMatching(/^hooks\.test-[0-9a-f]+$/);
    expect(errors).toEqual([{ delivery: expect.any(String), webhook, attempts: 5, reason: 'it answered 500' }]);
    expect(JSON.stringify(errors)).not.toContain('T0KEN');
    expect([givenUp(), await waiting()]).toEqual([1, []]);
  });

  it('let no more than a thousand wait: the oldest goes, and that is told', async () => {
    const { decide, look, time, errors, waiting } = rig({ 'http://a': () => 503 });
    await decide(Array.from({ length: 1002 }, (_, n) => ({ ...first, revision: n + 1 })));
    await look();
    await look();
    expect(errors).toMatchObject([{ reason: 'more than 1000 wait' }, { reason: 'more than 1000 wait' }]);
    time.advance(1);
    await look();
    expect([errors.length, await waiting()]).toEqual([2, [1000]]);
  });

  it('that are no longer in the file are told nothing more', async () => {
    const { decide, look, told, forget, ids, time, waiting } = rig({ 'http://a': () => 503 });
    await decide([first]);
    await look();
    forget();
    time.advance(1000);
    await look();
    expect([told, ids.length, await waiting()]).toEqual([[], 1, []]);
  });
});
