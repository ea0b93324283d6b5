import { parsePrometheusText, sampleValue } from '@slipstream/wire';
import type { PrometheusPage } from '@slipstream/wire';
import { describe, expect, it } from 'vitest';
import { catalog } from '../catalog/catalog.ts';
import { Instruments } from './instruments.ts';

async function scrape(instruments: Instruments): Promise<PrometheusPage> {
  const parsed = parsePrometheusText(await instruments.render());
  if (!parsed.ok) throw new Error(parsed.issue.message);
  return parsed.page;
}

describe('Instruments', () => {
  it('serves every family of the catalogue and the process metrics', async () => {
    const page = await scrape(new Instruments());
    for (const { name, type } of catalog) expect(page.get(name)?.type).toBe(type);
    expect(sampleValue(page, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('counts, fractions too', async () => {
    const instruments = new Instruments();
    const steps = instruments.counter('slipstream_decode_steps_total');
    steps.inc({ model: 'm', variant: 'v', method: 'estimated' }, 1.5);
    steps.inc({ model: 'm', variant: 'v', method: 'estimated' });
    expect(sampleValue(await scrape(instruments), 'slipstream_decode_steps_total')).toBe(2.5);
  });

  it('takes an unknown gauge away, instead of making it 0', async () => {
    const instruments = new Instruments();
    const speedup = instruments.gauge('slipstream_speedup');
    const labels = { model: 'm', variant: 'v', control: 'c', bound: 'lower' };
    speedup.set(labels, 1.1);
    expect(sampleValue(await scrape(instruments), 'slipstream_speedup')).toBe(1.1);
    speedup.set(labels, null);
    expect(sampleValue(await scrape(instruments), 'slipstream_speedup')).toBeNull();
  });

  it('lets gauges go up and down', async () => {
    const instruments = new Instruments();
    const inFlight = instruments.gauge('slipstream_requests_in_flight');
    inFlight.add({ model: 'm', variant: 'v' }, 2);
    inFlight.add({ model: 'm', variant: 'v' }, -1);
    expect(sampleValue(await scrape(instruments), 'slipstream_requests_in_flight')).toBe(1);
  });

  it('parts times per token of 4 and 5 ms into two buckets', async () => {
    const instruments = new Instruments();
    const tpot = instruments.histogram('slipstream_time_per_output_token_seconds');
    for (const seconds of [0.004, 0.005]) tpot.observe({ model: 'm', variant: 'v' }, seconds);
    const page = await scrape(instruments);
    const below = (le: string) =>
      sampleValue(page, 'slipstream_time_per_output_token_seconds', 'slipstream_time_per_output_token_seconds_bucket', {
        le,
      });
    expect([below('0.003'), below('0.004'), below('0.005')]).toEqual([0, 1, 2]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    const instruments = new Instruments();
    const labels = { model: 'm', variant: 'v' };
    expect(() => instruments.histogram('slipstream_overhead_seconds').observe(labels, value)).toThrow(TypeError);
    expect(() => instruments.gauge('slipstream_variant_weight').set(labels, value)).toThrow(TypeError);
    expect(() => instruments.counter('slipstream_prompt_tokens_total').inc(labels, value)).toThrow(TypeError);
  });

  it('does not compile with a name or label that the catalogue lacks', () => {
    const instruments = new Instruments();
    // @ts-expect-error no such metric
    expect(() => instruments.counter('slipstream_request_total')).toThrow(/not in the catalogue/);
    // @ts-expect-error a counter is no gauge
    expect(() => instruments.gauge('slipstream_requests_total')).toThrow(/not in the catalogue/);
    const requests = instruments.counter('slipstream_requests_total');
    // @ts-expect-error the label is called outcome
    expect(() => requests.inc({ model: 'm', variant: 'v', result: 'ok' })).toThrow(/label/i);
    // @ts-expect-error a label is missing
    requests.inc({ model: 'm', variant: 'v' });
  });
});
