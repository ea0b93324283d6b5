import { parseConfig } from '@slipstream/config';
import type { ClientKey, Model } from '@slipstream/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RateLimits } from '../../../apps/gateway/src/admission/rate-limits.ts';
import { sharedLimiters } from '../../../apps/gateway/src/admission/shared-limiters.ts';
import type { SharedLimiters } from '../../../apps/gateway/src/admission/shared-limiters.ts';
import { TestRedis } from '../../support/test-redis.ts';
import { until } from '../../support/until.ts';

/** Rates of several gateways, counted together in a real Redis. */
describe.skipIf(!TestRedis.isThere())('rates that gateways share', () => {
  let redis: TestRedis;
  const told: string[] = [];
  const opened: SharedLimiters[] = [];

  beforeAll(async () => {
    redis = await TestRedis.start();
  }, 30_000);
  afterAll(async () => {
    for (const shared of opened) shared.close();
    await redis?.[Symbol.asyncDispose]();
  });

  function gateway(): RateLimits {
    const say = (_fields: unknown, message: string): unknown => told.push(message);
    const shared = sharedLimiters(redis.url, { debug: say, info: say, warn: say, error: say });
    opened.push(shared);
    return new RateLimits(shared.create);
  }

  it('are one rate for all, of requests and of tokens, and each for itself while Redis is gone', async () => {
    const [one, other] = [gateway(), gateway()];
    const { model, key } = ratesOf('{ requests: 3/h, tokens: 100/h }', 'together');
    await untilTogether(one, other);
    await one.admit(model, key);
    await other.admit(model, key);
    await one.admit(model, key);
    await expect(other.admit(model, key)).rejects.toMatchObject({ code: 'rate_limited', status: 429 });

    const tokens = ratesOf('{ tokens: 100/h }', 'tokens');
    await one.charge(tokens.model, tokens.key, 60);
    await other.admit(tokens.model, tokens.key);
    await other.charge(tokens.model, tokens.key, 60);
    await expect(one.admit(tokens.model, tokens.key)).rejects.toThrow('has used its 100 tokens per hour');

    await redis.stop();
    const alone = ratesOf('{ requests: 1/h }', 'alone');
    await until(
      async () => told.includes('redis.url cannot be reached; this gateway counts rates for itself'),
      'no alarm',
    );
    await one.admit(alone.model, alone.key);
    await other.admit(alone.model, alone.key);
    await expect(one.admit(alone.model, alone.key)).rejects.toMatchObject({ code: 'rate_limited' });

    await redis.start();
    await until(async () => told.includes('rates are counted together again'), 'never reached again');
    await untilTogether(one, other);
  }, 60_000);

  it('are let in to the last one, however many gateways count at once', async () => {
    const gateways = [gateway(), gateway(), gateway()] as const;
    await untilTogether(gateways[0], gateways[1]);
    await untilTogether(gateways[0], gateways[2]);
    const { model, key } = ratesOf('{ requests: 1000/h }', 'crowd');
    const asked = gateways.flatMap((one) => Array.from({ length: 600 }, () => one.admit(model, key)));
    const results = await Promise.allSettled(asked);
    const letIn = results.filter(({ status }) => status === 'fulfilled').length;
    // Promised are 2 %; a counter that all share is exact.
    expect(letIn).toBe(1000);
    const others = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(others.every((reason) => (reason as { readonly code?: string }).code === 'rate_limited')).toBe(true);
  }, 60_000);
});

/** They connect on their own, and count for themselves until they have. */
async function untilTogether(one: RateLimits, other: RateLimits): Promise<void> {
  let tries = 0;
  await until(async () => {
    tries += 1;
    const { model, key } = ratesOf('{ requests: 1/h }', `probe-${performance.now()}-${tries}`.replace('.', '-'));
    await one.admit(model, key);
    return await other.admit(model, key).then(
      () => false,
      () => true,
    );
  }, 'they never counted together');
}

function ratesOf(rates: string, name: string): { model: Model; key: ClientKey } {
  const parsed = parseConfig(`
keys: { ${name}: { secret: a-secret-of-good-length, rates: ${rates} } }
models: { m: { variants: { a: { engine: tgi, model: id, replicas: [http://a:1] } } } }`);
  const [model, key] = parsed.ok ? [parsed.config.models.get('m'), parsed.config.keys?.get(name)] : [];
  if (model === undefined || key === undefined) throw new Error('the test has a wrong configuration');
  return { model, key };
}
