import { describe, expect, it } from 'vitest';
import { ManualTime } from '../testing/manual-time.ts';
import { planOf } from './core/testing/plan-of.ts';
import { RolloutWalk } from './core/testing/rollout-walk.ts';
import { Webhooks } from './webhooks.ts';

const events = new RolloutWalk(planOf()).begin().events;

/** Webhooks that answer as the test says, by URL. */
function rig(answers: Record<string, (body: string) => number | Error>) {
  const time = new ManualTime();
  const told: [string, number][] = [];
  const errors: object[] = [];
  let webhooks = Object.keys(answers).map((url) => ({ url, secret: 's' }));
  const hooks = new Webhooks({
    webhooks: () => webhooks,
    clock: time,
    timers: time,
    logger: { debug() {}, info() {}, warn() {}, error: (fields) => void errors.push(fields) },
    post: async ({ url }, body) => {
      const answer = answers[url]?.(body) ?? 200;
      if (answer instanceof Error) throw answer;
      if (answer < 300) told.push([url, (JSON.parse(body) as { revision: number }).revision]);
      return answer;
    },
  });
  const settle = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
  return { time, told, errors, hooks, settle, forget: () => void (webhooks = []) };
}

describe('webhooks', () => {
  it('are told of each decision, in order', async () => {
    const { hooks, told, settle } = rig({ 'http://a': () => 200, 'http://b': () => 204 });
    for (const event of events) hooks.tell(event);
    await settle();
    for (const url of ['http://a', 'http://b']) {
      expect(told.filter(([to]) => to === url).map(([, revision]) => revision)).toEqual([1, 2, 3]);
    }
  });

  it('are asked again, later and later, and nobody waits for another', async () => {
    let failures = 2;
    const failing = (): number | Error => (failures-- > 0 ? new Error('ECONNREFUSED') : 200);
    const { hooks, told, settle, time } = rig({ 'http://down': failing, 'http://up': () => 200 });
    for (const event of events) hooks.tell(event);
    await settle();
    expect(told.map(([url]) => url)).toEqual(['http://up', 'http://up', 'http://up']);
    time.advance(1000);
    await settle();
    expect(told).toHaveLength(3);
    time.advance(10_000);
    await settle();
    expect(told.filter(([url]) => url === 'http://down').map(([, revision]) => revision)).toEqual([1, 2, 3]);
  });

  it('are given up after an hour, which is told without the secret in their URL', async () => {
    const { hooks, settle, time, errors } = rig({ 'http://hooks.test/T0KEN': () => 500 });
    hooks.tell(events[0]!);
    for (const ms of [1_000, 10_000, 60_000, 600_000, 3_600_000]) {
      await settle();
      time.advance(ms);
    }
    await settle();
    expect(errors).toEqual([{ host: 'hooks.test', rollout: 'mlp-live', revision: 1, reason: 'it answered 500' }]);
    expect(time.alive).toBe(0);
  });

  it('that are no longer in the file are told nothing more', async () => {
    const { hooks, settle, time, told, forget } = rig({ 'http://a': () => 503 });
    hooks.tell(events[0]!);
    await settle();
    forget();
    time.advance(1000);
    await settle();
    expect([told, time.alive]).toEqual([[], 0]);
  });
});
