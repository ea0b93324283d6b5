import { formatIssues, parseConfig } from '@slipstream/config';
import type { ClientKey, Model } from '@slipstream/config';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestFigures } from '../metering/request-figures.ts';
import { attempt, settledRecord, streamReading, tokenCounts } from '../metering/testing/test-records.ts';
import { RateCharge } from './rate-charge.ts';
import { RateLimits } from './rate-limits.ts';

/** The library takes its time from Date: here it stands still between the steps of a test. */
beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => vi.useRealTimers());

function configOf(rates: { model?: string; key?: string }) {
  const parsed = parseConfig(`
keys:
  team: { secret: a-secret-of-good-length, rates: ${rates.key ?? '{}'} }
  other: { secret: another-secret-of-good-length, rates: ${rates.key ?? '{}'} }
models: { m: { rates: ${rates.model ?? '{}'}, variants: { a: { engine: tgi, model: id, replicas: [http://a:1] } } } }`);
  if (!parsed.ok) throw new Error(formatIssues(parsed.issues));
  return parsed.config;
}

function partsOf(config: ReturnType<typeof configOf>): { model: Model; team: ClientKey; other: ClientKey } {
  return { model: config.models.get('m')!, team: config.keys!.get('team')!, other: config.keys!.get('other')! };
}

describe('requests per time', () => {
  it('lets in as many of a key as its rate says, and tells when the next may come', async () => {
    const { model, team } = partsOf(configOf({ key: '{ requests: 3/m }' }));
    const limits = new RateLimits();
    for (let n = 0; n < 3; n++) await limits.admit(model, team);
    vi.advanceTimersByTime(20_500);
    await expect(limits.admit(model, team)).rejects.toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryAfterSeconds: 40,
      message: 'The key "team" has used its 3 requests per minute.',
    });
    vi.advanceTimersByTime(39_500);
    await limits.admit(model, team);
  });

  it('keeps one key from using up the rate of another', async () => {
    const { model, team, other } = partsOf(configOf({ key: '{ requests: 1/s }' }));
    const limits = new RateLimits();
    await limits.admit(model, team);
    await limits.admit(model, other);
    await expect(limits.admit(model, team)).rejects.toMatchObject({ code: 'rate_limited' });
  });

  it('counts a model over all keys, and what it refuses not against the key', async () => {
    const { model, team, other } = partsOf(configOf({ key: '{ requests: 2/h }', model: '{ requests: 1/s }' }));
    const limits = new RateLimits();
    await limits.admit(model, team);
    for (let n = 0; n < 5; n++) {
      await expect(limits.admit(model, other)).rejects.toThrow('The model "m", over all clients, has used its 1');
    }
    for (let second = 0; second < 2; second++) {
      vi.advanceTimersByTime(1000);
      await limits.admit(model, other);
    }
    vi.advanceTimersByTime(1000);
    await expect(limits.admit(model, other)).rejects.toThrow('The key "other"');
  });

  it('keeps its counts through a reload that leaves the rate as it is', async () => {
    const limits = new RateLimits();
    const before = partsOf(configOf({ key: '{ requests: 1/h }' }));
    const same = partsOf(configOf({ key: '{ requests: 1/h }', model: '{ tokens: 9/s }' }));
    const wider = partsOf(configOf({ key: '{ requests: 2/h }' }));
    await limits.admit(before.model, before.team);
    await expect(limits.admit(same.model, same.team)).rejects.toMatchObject({ code: 'rate_limited' });
    await limits.admit(wider.model, wider.team);
  });

  it('asks nothing of anybody without rates', async () => {
    const { model } = partsOf(configOf({}));
    const limits = new RateLimits();
    for (let n = 0; n < 1000; n++) await limits.admit(model, null);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('tokens per time', () => {
  const cost = 31; // What the record of the test helper has: 20 of the prompt, 11 of the answer.

  it('lets the answer that passes the limit be, and refuses the next request', async () => {
    const config = configOf({ key: '{ tokens: 50/m }' });
    const { model, team } = partsOf(config);
    const limits = new RateLimits();
    const charge = new RateCharge(limits, () => config, config);
    const decision = {
      model,
      variant: model.variants.get('a')!,
      unit: 'user',
      unitHash: 1,
      exposure: true,
      forced: false,
    } as const;
    for (const used of [cost, 2 * cost]) {
      await limits.admit(model, team);
      const record = settledRecord({ decision, key: 'team' });
      charge.settle(record, requestFigures(record));
      await vi.advanceTimersByTimeAsync(1);
      expect(used).toBeGreaterThan(0);
    }
    await expect(limits.admit(model, team)).rejects.toThrow('The key "team" has used its 50 tokens per minute.');
    vi.advanceTimersByTime(60_000);
    await limits.admit(model, team);
  });

  it('does not guess what an answer cost that nobody told', async () => {
    const config = configOf({ model: '{ tokens: 1/m }' });
    const { model } = partsOf(config);
    const limits = new RateLimits();
    const reading = streamReading({ tokens: tokenCounts({ prompt: null, completion: null, source: 'counted' }) });
    const decision = {
      model,
      variant: model.variants.get('a')!,
      unit: 'user',
      unitHash: 1,
      exposure: true,
      forced: false,
    } as const;
    const record = settledRecord({ decision, attempts: [attempt({ reading })] });
    new RateCharge(limits, () => config, config).settle(record, requestFigures(record));
    await vi.advanceTimersByTimeAsync(1);
    await limits.admit(model, null);
  });
});
