import { Instruments } from '@slipstream/metrics';
import { parsePrometheusText, sampleValue } from '@slipstream/wire';
import { beforeEach, describe, expect, it } from 'vitest';
import { ManualTime } from '../testing/manual-time.ts';
import type { FetchPage, Logger } from '../ports.ts';
import { createMetering } from './metering.ts';
import type { Metering } from './metering.ts';
import { testConfig } from './testing/test-config.ts';
import { decisionFor, recordAtPace, settle, settledRecord } from './testing/test-records.ts';

const config = testConfig();
let metering: Metering;
/** What each replica's engine has counted so far. */
let engines: Record<string, { steps: number; accepted: number }>;

beforeEach(() => {
  engines = {};
  const time = new ManualTime();
  metering = createMetering({
    config: () => config,
    instruments: new Instruments(),
    fetchPage,
    clock: time,
    timers: time,
    random: () => 0.5,
    logger: silent,
  });
});

describe('metering', () => {
  it('shows both views, the speed-up and the step cost of a variant', async () => {
    await metering.scraper.scrapeNow();
    serve('baseline', 200, 0.026, { steps: 11, accepted: 0 });
    serve('mlp', 200, 0.02, { steps: 6, accepted: 5 });
    await metering.scraper.scrapeNow();
    const mlp = variantSnapshot('mlp');
    expect(mlp.requests).toBe(200);
    expect(mlp.inBand).toMatchObject([{ method: 'estimated', tokens: 2200, steps: 1200 }]);
    expect(mlp.inBand[0]!.acceleration).toBeCloseTo(11 / 6, 9);
    expect(mlp.scraped).toMatchObject({ method: 'derived', steps: 1200, accepted: 1000, replicas: 1, resets: 0 });
    expect(mlp.scraped!.acceleration).toBeCloseTo(11 / 6, 9);
    expect(mlp.disagreement).toBeCloseTo(0, 9);
    expect(mlp.speedup.interval!.estimate).toBeCloseTo(1.3, 2);
    expect(mlp.scraped!.stepCost).toBeCloseTo(11 / 6 / 1.3, 2);
    expect(mlp.timePerOutputToken).toEqual({ requests: 200, geometricMeanSeconds: expect.closeTo(0.02, 4) });
  });

  it('has gauges for all of it on the page', async () => {
    await metering.scraper.scrapeNow();
    serve('baseline', 200, 0.026, { steps: 11, accepted: 0 });
    serve('mlp', 200, 0.02, { steps: 6, accepted: 5 });
    await metering.scraper.scrapeNow();
    const labels = { variant: 'mlp' };
    expect(await gauge('slipstream_acceleration', { ...labels, method: 'estimated' })).toBeCloseTo(11 / 6, 9);
    const interval = ['lower', 'estimate', 'upper'].map((bound) =>
      gauge('slipstream_speedup', { ...labels, control: 'baseline', bound }),
    );
    const [lower, estimate, upper] = await Promise.all(interval);
    expect(lower).toBeLessThan(estimate!);
    expect(estimate).toBeLessThan(upper!);
    expect(await gauge('slipstream_step_cost', { ...labels, control: 'baseline' })).toBeCloseTo(11 / 6 / 1.3, 2);
    expect(await gauge('slipstream_metering_disagreement_ratio', labels)).toBeCloseTo(0, 9);
  });

  it('says null and why where nothing may be claimed, and leaves the gauge out', async () => {
    serve('medusa', 60, 0.02, { steps: 6, accepted: 5 });
    serve('mlp', 60, 0.02, { steps: 6, accepted: 5 });
    expect(variantSnapshot('medusa').speedup).toEqual({ interval: null, control: null, reason: 'no control' });
    expect(variantSnapshot('mlp').speedup.reason).toBe('not enough requests: 0 of 50');
    expect(variantSnapshot('mlp').scraped).toBeNull();
    expect(await gauge('slipstream_speedup', {})).toBeNull();
    expect(await gauge('slipstream_step_cost', {})).toBeNull();
    expect(await gauge('slipstream_metering_disagreement_ratio', {})).toBeNull();
  });

  it('shows traffic that reached an engine past the gateway when it accelerates differently', async () => {
    await metering.scraper.scrapeNow();
    serve('mlp', 200, 0.02, { steps: 6, accepted: 5 });
    engines['mlp']!.steps += 3000;
    await metering.scraper.scrapeNow();
    expect(variantSnapshot('mlp').disagreement).toBeGreaterThan(0.4);
  });

  it('holds estimates against the counters: the factor, and what an estimate may be wrong by', async () => {
    await metering.scraper.scrapeNow();
    serve('mlp', 1, 0.02, { steps: 6, accepted: 5 });
    await metering.scraper.scrapeNow();
    const labels = { variant: 'mlp', of: 'acceleration' };
    // Nothing measured yet: the stated bias, and a standard error of 0.1 steps in 6.
    expect(variantSnapshot('mlp').calibration).toBeNull();
    expect(await gauge('slipstream_arrival_error_ratio', labels)).toBeCloseTo(0.01 + 0.1 / 6, 9);
    for (let round = 0; round < 6; round += 1) {
      // The engine counts 6.3 steps and 4.7 accepted where 6 and 5 are estimated.
      serve('mlp', 400, 0.02, { steps: 6.3, accepted: 4.7 });
      await metering.scraper.scrapeNow();
    }
    const { factor, blocks } = variantSnapshot('mlp').calibration!;
    expect(factor).toBeCloseTo(1.05, 2);
    expect(blocks).toBe(6);
    expect(await gauge('slipstream_arrival_calibration_ratio', { variant: 'mlp' })).toBe(factor);
    expect(await gauge('slipstream_arrival_error_ratio', labels)).toBeGreaterThan(0.045);
    expect(await gauge('slipstream_arrival_error_ratio', { ...labels, of: 'answer' })).toBeCloseTo(0.2 / 6, 9);
    // The figure itself is left as it was estimated, under its own name.
    expect(await gauge('slipstream_acceleration', { variant: 'mlp', method: 'estimated' })).toBeCloseTo(11 / 6, 9);
  });

  it('does not speak of the error of figures that are not estimated', async () => {
    const record = recordAtPace(decisionFor(config, 'mlp'), 0.02);
    const reading = record.attempts[0]!.reading!;
    const derived = { ...reading.speculation!, method: 'derived' } as const;
    record.attempts[0]!.reading = { ...reading, speculation: derived };
    for (const sink of metering.sinks) settle(sink, record);
    expect(variantSnapshot('mlp').inBand).toMatchObject([{ method: 'derived', error: null }]);
    expect(await gauge('slipstream_arrival_error_ratio', {})).toBeNull();
  });

  it('is plain JSON', () => {
    serve('mlp', 3, 0.02, { steps: 6, accepted: 5 });
    const snapshot = metering.snapshot();
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  });

  it('counts a request as in flight from its assignment to its end, and never below zero', async () => {
    const record = settledRecord({ decision: null });
    const place = metering.inFlight.open(record);
    expect(await gauge('slipstream_requests_in_flight', { variant: 'mlp' })).toBe(0);
    record.decision = decisionFor(config, 'mlp');
    expect(await gauge('slipstream_requests_in_flight', { variant: 'mlp' })).toBe(1);
    expect(place.leave()).toBe(true);
    expect(place.leave()).toBe(false);
    expect(await gauge('slipstream_requests_in_flight', { variant: 'mlp' })).toBe(0);
  });
});

/** Requests of one variant, settled here and counted by its engine. */
function serve(variant: string, requests: number, pace: number, each: { steps: number; accepted: number }): void {
  const before = engines[variant] ?? { steps: 0, accepted: 0 };
  for (let i = 0; i < requests; i += 1) {
    const record = recordAtPace(decisionFor(config, variant, { unitHash: i }), pace * Math.exp(0.1 * Math.sin(i)));
    for (const sink of metering.sinks) settle(sink, record);
  }
  engines[variant] = {
    steps: before.steps + requests * each.steps,
    accepted: before.accepted + requests * each.accepted,
  };
}

const fetchPage: FetchPage = async (replica) => {
  const { steps, accepted } = engines[replica.name.replace(/-\d+$/, '')] ?? { steps: 0, accepted: 0 };
  const name = 'tgi_request_skipped_tokens';
  const text = `# TYPE ${name} summary\n${name}_sum ${accepted}\n${name}_count ${steps}\n`;
  return { ok: true, status: 200, contentType: 'text/plain', body: new TextEncoder().encode(text) };
};

function variantSnapshot(name: string) {
  return metering.snapshot().models[0]!.variants.find((snapshot) => snapshot.variant === name)!;
}

async function gauge(family: string, labels: Record<string, string>): Promise<number | null> {
  const parsed = parsePrometheusText(await metering.page.render('prometheus'));
  if (!parsed.ok) throw new Error(parsed.issue.message);
  return sampleValue(parsed.page, family, family, labels);
}

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
