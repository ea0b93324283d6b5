import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import { mixedTraffic } from '../../../testing/mixed-traffic.ts';
import { ask, askJson, askStream, passTime, readEvents, type AnswerJson } from '../../../testing/openai-calls.ts';
import { pageSum } from '../../../testing/page-sum.ts';

const eagle = ['--engine', 'vllm', '--speculator', 'eagle'];
const detailed = [...eagle, '--flag', 'per-request-spec-decode-metrics=detailed'];

describe('the page of vLLM', () => {
  it('has every series of every rank from the start, and the time it was made beside it', async () => {
    const emulator = await launch([...eagle, '--flag', 'data-parallel-size=2']);
    for (const engine of ['0', '1']) {
      expect(await pageSum(emulator, 'vllm:spec_decode_num_drafts_total', { engine })).toBe(0);
      expect(await pageSum(emulator, 'vllm:inter_token_latency_seconds_count', { engine })).toBe(0);
      expect(
        await pageSum(emulator, 'vllm:spec_decode_num_accepted_tokens_per_pos_total', { engine, position: '3' }),
      ).toBe(0);
    }
    // A gauge, and no count of anything.
    expect(await pageSum(emulator, 'vllm:spec_decode_num_drafts_created', { engine: '0' })).toBe(1_724_155_200);
    const { text } = await emulator.call('/metrics');
    expect(text).toContain('# TYPE vllm:spec_decode_num_drafts_created gauge');
    expect(text).toContain('# TYPE vllm:spec_decode_num_drafts_total counter');
    expect(text).toContain(
      'vllm:generation_tokens_total{engine="0",model_name="meta-llama/Meta-Llama-3-8B-Instruct"} 0.0',
    );
  });

  it('moves with every step', async () => {
    const emulator = await launchStill(eagle);
    const answer = ask(emulator, { stream: true });
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    expect(await pageSum(emulator, 'vllm:num_requests_waiting')).toBe(1);
    while (emulator.engine.truth().steps < 4) emulator.clock.step();
    const { tokens, drafts, matched } = emulator.engine.truth();
    expect(drafts).toBe(3);
    expect(await pageSum(emulator, 'vllm:generation_tokens_total')).toBe(tokens);
    expect(await pageSum(emulator, 'vllm:spec_decode_num_drafts_total')).toBe(drafts);
    expect(await pageSum(emulator, 'vllm:spec_decode_num_accepted_tokens_total')).toBe(matched);
    expect(await pageSum(emulator, 'vllm:num_requests_running')).toBe(1);
    expect(await pageSum(emulator, 'vllm:kv_cache_usage_perc')).toBeCloseTo(
      (tokens + emulator.engine.truth().promptTokens) / 190_000,
      12,
    );
    expect(await pageSum(emulator, 'vllm:request_success_total')).toBe(0);
    await passTime(emulator.clock, answer);
    expect(await pageSum(emulator, 'vllm:request_success_total', { finished_reason: 'length' })).toBe(1);
    expect(await pageSum(emulator, 'vllm:kv_cache_usage_perc')).toBe(0);
  });

  it('without a speculator has no families of speculation, and one token per step', async () => {
    const emulator = await launch(['--engine', 'vllm']);
    await ask(emulator);
    expect(await pageSum(emulator, 'vllm:spec_decode_num_drafts_total')).toBeNull();
    expect(await pageSum(emulator, 'vllm:inter_token_latency_seconds_count')).toBe(39);
  });

  it('--disable-log-stats: none of it', async () => {
    const emulator = await launch([...eagle, '--flag', 'disable-log-stats']);
    await ask(emulator);
    const { text } = await emulator.call('/metrics');
    expect(text).toContain('python_info');
    expect(text).not.toContain('vllm:');
  });

  it('starts at zero again after a restart, made anew', async () => {
    const emulator = await launch(eagle);
    await ask(emulator);
    await emulator.call('/emulator/restart', { method: 'POST' });
    expect(await pageSum(emulator, 'vllm:generation_tokens_total')).toBe(0);
    await ask(emulator);
    expect(await pageSum(emulator, 'vllm:generation_tokens_total')).toBe(40);
    expect(emulator.engine.truth().tokens).toBe(80);
  });

  it('garbled-metrics: cannot be parsed once', async () => {
    const emulator = await launch([...eagle, '--fault', 'garbled-metrics:count=1']);
    await expect(pageSum(emulator, 'vllm:num_preemptions_total')).rejects.toThrow('line');
    expect(await pageSum(emulator, 'vllm:num_preemptions_total')).toBe(0);
  });

  it('counts a prefix that it has seen as cached; the answer says so behind a flag', async () => {
    const emulator = await launch([...eagle, '--flag', 'enable-prompt-tokens-details']);
    expect((await askJson(emulator)).usage!.prompt_tokens_details).toEqual({ cached_tokens: 0 });
    const { usage } = await askJson(emulator);
    const cached = usage!.prompt_tokens_details!.cached_tokens;
    expect([cached % 16, cached > 0, cached < usage!.prompt_tokens]).toEqual([0, true, true]);
    expect(await pageSum(emulator, 'vllm:prefix_cache_hits_total')).toBe(cached);
    expect(await pageSum(emulator, 'vllm:prompt_tokens_by_source_total')).toBe(2 * usage!.prompt_tokens);
    expect(await pageSum(emulator, 'vllm:prompt_tokens_by_source_total', { source: 'local_cache_hit' })).toBe(cached);
    const plain = await launch(eagle);
    expect((await askJson(plain)).usage!.prompt_tokens_details).toBeNull();
  });
});

describe('speculation of one request in its answer', () => {
  const speculation = (body: AnswerJson) => body.metrics!.speculative_decoding!;

  it('counts drafts before the cut at an end, and the histogram is of its steps', async () => {
    const emulator = await launch(detailed);
    const body = await askJson(emulator, { max_tokens: 57 });
    const { drafts, draftTokens, matched, accepted } = emulator.engine.truth();
    expect(speculation(body)).toMatchObject({
      num_spec_steps: drafts,
      num_draft_tokens: draftTokens,
      num_accepted_draft_tokens: matched,
      num_spec_tokens: 4,
      mean_acceptance_length: 1 + matched / drafts,
      draft_acceptance_rate: matched / draftTokens,
    });
    expect(matched).toBeGreaterThanOrEqual(accepted);
    const {
      acceptance_histogram: histogram,
      per_step_accepted: perStep,
      per_step_drafted: drafted,
    } = speculation(body);
    expect(histogram).toHaveLength(5);
    expect(histogram.reduce((sum, steps) => sum + steps)).toBe(drafts);
    expect(histogram.reduce((sum, steps, tokens) => sum + steps * tokens, 0)).toBe(matched);
    expect([perStep!.length, perStep!.reduce((a, b) => a + b), drafted!.reduce((a, b) => a + b)]).toEqual([
      drafts,
      matched,
      draftTokens,
    ]);
  });

  it('is on the last event of a stream only, and only with usage', async () => {
    const emulator = await launch(detailed);
    const { events } = await askStream(emulator, { stream_options: { include_usage: true } });
    expect(events.filter((event) => event.metrics !== undefined)).toEqual([events.at(-1)]);
    expect(speculation(events.at(-1)!).num_spec_steps).toBe(emulator.engine.truth().drafts);
    expect((await askStream(emulator)).events.some((event) => event.metrics !== undefined)).toBe(false);
  });

  it('summary has no arrays; none, n = 2, no speculator and older versions have nothing', async () => {
    const summary = await launch([...eagle, '--flag', 'per-request-spec-decode-metrics=summary']);
    expect(speculation(await askJson(summary)).per_step_accepted).toBeUndefined();
    expect((await askJson(summary, { n: 2 })).metrics).toBeNull();
    expect((await askJson(await launch(eagle))).metrics).toBeNull();
    expect(
      (await askJson(await launch(['--engine', 'vllm', '--flag', 'per-request-spec-decode-metrics=summary']))).metrics,
    ).toBeNull();
    expect((await askJson(await launch(['--engine', 'vllm-0.27', '--speculator', 'eagle']))).metrics).toBeNull();
  });

  it('--enable-per-request-metrics: its times', async () => {
    const emulator = await launch([...eagle, '--flag', 'enable-per-request-metrics']);
    const { metrics } = await askJson(emulator);
    expect(metrics).toMatchObject({ speculative_decoding: null });
    const {
      time_to_first_token_ms: first,
      queue_time_ms: queue,
      generation_time_ms: generation,
      mean_itl_ms: mean,
    } = metrics as unknown as Record<string, number>;
    expect(first).toBeGreaterThan(queue!);
    expect(mean).toBeCloseTo(generation! / 39, 9);
  });

  it('a step whose lookup found nothing is no draft', async () => {
    const emulator = await launch([
      '--engine',
      'vllm',
      '--speculator',
      'ngram',
      '--flag',
      'per-request-spec-decode-metrics=detailed',
    ]);
    const body = await askJson(emulator, { max_tokens: 120 });
    const { drafts, steps, draftTokens } = emulator.engine.truth();
    expect(drafts).toBeGreaterThan(0);
    expect(drafts).toBeLessThan(steps - 1);
    expect(speculation(body)).toMatchObject({ num_spec_steps: drafts, num_draft_tokens: draftTokens });
    expect(await pageSum(emulator, 'vllm:spec_decode_num_drafts_total')).toBe(drafts);
    // All steps are in the histogram of times, drafted or not.
    expect(await pageSum(emulator, 'vllm:inter_token_latency_seconds_count')).toBe(steps - 1);
  });
});

describe('the books of vLLM', () => {
  it(
    'are the truth to the token, whatever is asked and whoever leaves; the answers’ own are those of the finished',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.nat(1000),
          fc.constantFrom('eagle', 'mlp', 'ngram'),
          fc.integer({ min: 1, max: 3 }),
          async (seed, speculator, ranks) => {
            const flags = [
              '--flag',
              'per-request-spec-decode-metrics=summary',
              '--flag',
              `data-parallel-size=${ranks}`,
            ];
            const emulator = await launchStill(['--engine', 'vllm', '--speculator', speculator, ...flags]);
            const traffic = await mixedTraffic(emulator, seed, (_, stream) =>
              stream ? { stream_options: { include_usage: true } } : {},
            );
            const truth = emulator.engine.truth();
            const sum = (name: string, labels = {}): Promise<number | null> => pageSum(emulator, name, labels);
            expect(await sum('vllm:generation_tokens_total')).toBe(truth.tokens);
            expect(await sum('vllm:prompt_tokens_total')).toBe(truth.promptTokens);
            expect(await sum('vllm:spec_decode_num_drafts_total')).toBe(truth.drafts);
            expect(await sum('vllm:spec_decode_num_draft_tokens_total')).toBe(truth.draftTokens);
            expect(await sum('vllm:spec_decode_num_accepted_tokens_total')).toBe(truth.matched);
            for (const [place, matched] of truth.matchedAt.entries()) {
              expect(await sum('vllm:spec_decode_num_accepted_tokens_per_pos_total', { position: String(place) })).toBe(
                matched,
              );
            }
            expect(await sum('vllm:time_to_first_token_seconds_count')).toBe(truth.prefills);
            expect(await sum('vllm:inter_token_latency_seconds_count')).toBe(truth.steps - truth.prefills);
            expect(await sum('vllm:request_success_total')).toBe(truth.finished);
            expect(await sum('vllm:request_generation_tokens_sum')).toBe(truth.ofFinished.tokens);
            const bodies = traffic.whole.map((text) =>
              text.startsWith('data:') ? readEvents(text).events.at(-1)! : (JSON.parse(text) as AnswerJson),
            );
            const total = (of: (body: AnswerJson) => number): number => bodies.reduce((all, body) => all + of(body), 0);
            expect(truth.aborted).toBe(traffic.left);
            expect(total((body) => body.usage!.completion_tokens)).toBe(truth.ofFinished.tokens);
            expect(total((body) => body.metrics!.speculative_decoding!.num_spec_steps)).toBe(truth.ofFinished.drafts);
            expect(total((body) => body.metrics!.speculative_decoding!.num_accepted_draft_tokens)).toBe(
              truth.ofFinished.matched,
            );
          },
        ),
        { numRuns: 12 },
      );
    },
  );
});
