import { describe, expect, it } from 'vitest';
import { chat, chatJson, plainChat } from '../../../testing/chat-calls.ts';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import { metric, metricPage } from '../../../testing/metric-page.ts';

const skipped = 'tgi_request_skipped_tokens';

describe('/metrics', () => {
  it('tgi-2.2: a fresh server has none, also after probes', async () => {
    const emulator = await launch();
    await emulator.call('/health');
    await emulator.call('/info');
    const { status, text, headers } = await emulator.call('/metrics');
    expect([status, text]).toEqual([200, '']);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  it('tgi-2.2: JSON rejections and missing keys are not counted', async () => {
    const emulator = await launch(['--api-key', 'k']);
    await emulator.call('/v1/chat/completions', { body: plainChat });
    await emulator.call('/chat_tokenize', { body: '{' });
    expect((await emulator.call('/metrics')).text).toBe('');
  });

  it('tgi-2.2: tgi_request_count rises by 2 per chat, 1 + prompts per completion, 1 per generate', async () => {
    const emulator = await launch();
    const count = (): Promise<number | null> => metric(emulator, 'tgi_request_count');
    await chat(emulator);
    expect(await count()).toBe(2);
    await chat(emulator, { stream: true });
    expect(await count()).toBe(4);
    await emulator.call('/v1/completions', { body: { prompt: ['a b', 'c d'], max_tokens: 2 } });
    expect(await count()).toBe(7);
    await emulator.call('/generate', { body: { inputs: 'a b', parameters: { max_new_tokens: 2 } } });
    expect(await count()).toBe(8);
    await emulator.call('/chat_tokenize', { body: plainChat });
    expect(await count()).toBe(9);
    expect(await metric(emulator, 'tgi_request_success')).toBe(5);
  });

  it.each([
    ['none', 0],
    ['mlp', 4],
  ])(
    'tgi-2.2: with speculator %s skipped_tokens has one observation per request and step, and sum + count = tokens',
    async (speculator) => {
      const emulator = await launch(['--speculator', speculator]);
      const answers = await Promise.all(['a', 'b', 'c'].map((user) => chat(emulator, { max_tokens: 50, user })));
      const tokens = answers.reduce((sum, answer) => sum + chatJson(answer).usage.completion_tokens, 0);
      const sum = (await metric(emulator, skipped, `${skipped}_sum`)) ?? Number.NaN;
      const count = (await metric(emulator, skipped, `${skipped}_count`)) ?? Number.NaN;
      const truth = emulator.engine.truth();
      expect(sum + count).toBe(tokens);
      expect([count, sum]).toEqual([truth.steps, truth.accepted]);
      expect(sum > 0).toBe(speculator === 'mlp');
      // Prefills are steps of one token.
      expect(truth.prefills).toBe(3);
    },
  );

  it.each([
    ['none', ['0', '+Inf']],
    ['mlp', ['0', '1', '2', '3', '4', '+Inf']],
  ])('tgi-2.0: skipped_tokens is a histogram, with speculator %s of buckets %j', async (speculator, bounds) => {
    const emulator = await launch(['--dialect', 'tgi-2.0', '--speculator', speculator]);
    await chat(emulator);
    const family = (await metricPage(emulator)).get(skipped)!;
    expect(family.type).toBe('histogram');
    expect(family.samples.flatMap(({ labels }) => labels['le'] ?? [])).toEqual(bounds);
  });

  it.each(['tgi-2.2', 'tgi-3.3'])('%s: skipped_tokens is a summary of seven quantiles', async (dialect) => {
    const emulator = await launch(['--dialect', dialect, '--speculator', 'mlp']);
    await chat(emulator);
    const family = (await metricPage(emulator)).get(skipped)!;
    expect(family.type).toBe('summary');
    const quantiles = family.samples.flatMap(({ labels }) => labels['quantile'] ?? []);
    expect(quantiles).toEqual(['0', '0.5', '0.9', '0.95', '0.99', '0.999', '1']);
  });

  it('tgi-2.2: a summary’s quantiles are of the last minute, its sum and count of all time', async () => {
    const emulator = await launchStill(['--speculator', 'mlp']);
    const answer = chat(emulator, { max_tokens: 100 });
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    emulator.clock.runAll();
    await answer;
    const highest = (): Promise<number | null> => metric(emulator, skipped, skipped, { quantile: '1' });
    expect(await highest()).toBeGreaterThan(0);
    const before = await metric(emulator, skipped, `${skipped}_count`);
    emulator.clock.runUntil(emulator.clock.now() + 80_000);
    expect(await highest()).toBe(0);
    expect(await metric(emulator, skipped, `${skipped}_count`)).toBe(before);
  });

  it('tgi-2.0: nothing has HELP; tgi-2.2: what is described has, the rest has not', async () => {
    const text = async (dialect: string): Promise<string> => {
      const emulator = await launch(['--dialect', dialect]);
      await chat(emulator);
      await chat(emulator, { top_p: 1 });
      return (await emulator.call('/metrics')).text;
    };
    expect(await text('tgi-2.0')).not.toContain('# HELP');
    const described = await text('tgi-2.2');
    expect(described).toContain(`# HELP ${skipped} Speculated tokens per request\n# TYPE ${skipped} summary\n`);
    expect(described).toContain('# TYPE tgi_request_failure counter\ntgi_request_failure{err="validation"} 1\n');
    expect(described).not.toContain('# HELP tgi_request_failure');
    expect(described).not.toContain('_total{');
  });

  it('tgi-2.2: families come in another order each time', async () => {
    const emulator = await launch();
    await chat(emulator);
    const order = async (): Promise<string[]> => [...(await metricPage(emulator)).keys()];
    const [one, other] = [await order(), await order()];
    expect(one).not.toEqual(other);
    expect(one.sort()).toEqual(other.sort());
  });

  it('tgi-2.2: durations have 35 buckets by 1.5, printed to the last digit', async () => {
    const emulator = await launch();
    await chat(emulator);
    const family = (await metricPage(emulator)).get('tgi_request_duration')!;
    const bounds = family.samples.flatMap(({ labels }) => labels['le'] ?? []);
    expect(bounds).toHaveLength(36);
    expect(bounds.slice(0, 3)).toEqual(['0.00015000000000000001', '0.00022500000000000002', '0.0003375']);
    expect(bounds.slice(-2)).toEqual(['145.61096060497135', '+Inf']);
  });

  it('tgi-2.2: lengths have 100 buckets of the limits, and prefill batches 1,024', async () => {
    const emulator = await launch();
    await chat(emulator);
    const page = await metricPage(emulator);
    const bounds = (name: string): string[] =>
      page.get(name)!.samples.flatMap(({ labels }) => (labels['le'] === undefined ? [] : [labels['le']]));
    expect(bounds('tgi_request_input_length').slice(0, 2)).toEqual(['15.62', '31.24']);
    expect(bounds('tgi_request_generated_tokens').slice(-2)).toEqual(['2048', '+Inf']);
    expect(bounds('tgi_request_max_new_tokens')).toHaveLength(101);
    expect(bounds('tgi_batch_next_size')).toHaveLength(1025);
  });

  it('tgi-2.2: a request leaves these behind', async () => {
    const emulator = await launch();
    const { usage } = chatJson(await chat(emulator));
    const sums: Record<string, number | null> = {};
    for (const name of ['generated_tokens', 'input_length', 'max_new_tokens', 'queue_duration']) {
      sums[name] = await metric(emulator, `tgi_request_${name}`, `tgi_request_${name}_sum`);
    }
    expect(sums).toMatchObject({
      generated_tokens: usage.completion_tokens,
      input_length: usage.prompt_tokens,
      max_new_tokens: 12,
    });
    const passes = (method: string): Promise<number | null> =>
      metric(emulator, 'tgi_batch_inference_count', 'tgi_batch_inference_count', { method });
    expect([await passes('prefill'), await passes('decode')]).toEqual([1, 11]);
    expect(await metric(emulator, 'tgi_batch_next_size', 'tgi_batch_next_size_sum')).toBe(1);
    expect(await metric(emulator, 'tgi_batch_current_size')).toBe(0);
    expect(await metric(emulator, 'tgi_queue_size')).toBe(0);
  });

  it('tgi-2.2: a newcomer’s prefill is joined to the running batch, and counted with the reason', async () => {
    const emulator = await launchStill();
    const first = chat(emulator, { max_tokens: 60 });
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    while (emulator.engine.truth().steps < 5) emulator.clock.step();
    const second = chat(emulator, { max_tokens: 5 });
    while (emulator.engine.truth().requests < 2) await new Promise(setImmediate);
    emulator.clock.runAll();
    await Promise.all([first, second]);
    expect(await metric(emulator, 'tgi_batch_concat')).toBe(1);
    const concat = 'tgi_batch_concat_duration';
    expect(await metric(emulator, concat, `${concat}_count`, { method: 'decode' })).toBe(1);
  });

  it('tgi-2.2: failures are counted by their kind', async () => {
    const emulator = await launch();
    const fault = (kind: string): Promise<unknown> =>
      emulator.call('/emulator/faults', { body: { faults: [{ kind, count: 1 }] } });
    await chat(emulator, { top_p: 1 });
    for (const kind of ['overloaded', 'generation-failed', 'internal']) {
      await fault(kind);
      await chat(emulator);
    }
    const failures = (await metricPage(emulator)).get('tgi_request_failure')!.samples;
    expect(Object.fromEntries(failures.map(({ labels, value }) => [labels['err'], value]))).toEqual({
      validation: 1,
      overloaded: 1,
      generation: 1,
      incomplete: 1,
    });
    expect(await metric(emulator, 'tgi_request_success')).toBeNull();
  });
});
