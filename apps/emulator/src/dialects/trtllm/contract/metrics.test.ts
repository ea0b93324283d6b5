import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launch, launchStill, type Launched } from '../../../testing/launch-emulator.ts';
import { mixedTraffic } from '../../../testing/mixed-traffic.ts';
import { type AnswerJson, ask, askJson, readEvents } from '../../../testing/openai-calls.ts';
import { pageSum } from '../../../testing/page-sum.ts';
import type { IterationStats } from '../iteration-stats.ts';

const PAGE = '/prometheus/metrics';
const both = ['--flag', 'return-perf-metrics', '--flag', 'enable-iter-perf-stats'];
const eagle = ['--engine', 'trtllm', '--speculator', 'eagle'];
const onPage = (emulator: Launched, name: string, labels = {}): Promise<number | null> =>
  pageSum(emulator, name, labels, PAGE);
const iterations = async (emulator: Launched): Promise<readonly IterationStats[]> =>
  JSON.parse((await emulator.call('/metrics')).text) as readonly IterationStats[];

describe('GET /metrics of trtllm-serve', () => {
  it('is JSON, each iteration once: what one reader took the next one misses', async () => {
    const emulator = await launch([...eagle, '--flag', 'enable-iter-perf-stats']);
    await ask(emulator);
    const { steps, draftTokens, accepted, drafts } = emulator.engine.truth();
    const first = await iterations(emulator);
    expect(first).toHaveLength(steps);
    expect(first.map((stats) => stats.iter)).toEqual(first.map((_, index) => index + 1));
    const sum = (of: (stats: IterationStats) => number): number => first.reduce((total, stats) => total + of(stats), 0);
    expect(sum((stats) => stats.specDecodingStats!.numDraftTokens)).toBe(draftTokens);
    expect(sum((stats) => stats.specDecodingStats!.numAcceptedTokens)).toBe(accepted);
    expect(sum((stats) => stats.specDecodingStats!.numRequestsWithDraftTokens)).toBe(drafts);
    expect(sum((stats) => stats.numCompletedRequests)).toBe(1);
    expect(first[0]!.inflightBatchingStats).toMatchObject({ numContextRequests: 1, numGenRequests: 0 });
    expect(first[0]!.inflightBatchingStats.numCtxTokens).toBe(emulator.engine.truth().promptTokens);
    expect(await iterations(emulator)).toEqual([]);
  });

  it('keeps the last thousand', async () => {
    const emulator = await launch(['--engine', 'trtllm', '--flag', 'enable-iter-perf-stats']);
    await ask(emulator, { max_tokens: 1500, ignore_eos: true });
    const kept = await iterations(emulator);
    expect([kept.length, kept[0]!.iter]).toEqual([1000, 501]);
    expect(kept[0]!.specDecodingStats).toBeNull();
  });

  it('is empty without enable_iter_perf_stats; the other page is not there without return_perf_metrics', async () => {
    const emulator = await launch(eagle);
    await ask(emulator);
    expect(await iterations(emulator)).toEqual([]);
    expect((await emulator.call(PAGE)).status).toBe(404);
  });
});

describe('GET /prometheus/metrics of trtllm-serve', () => {
  it('counts positions when a request ends, and no drafts: the first position stands for them', async () => {
    const emulator = await launch([...eagle, '--flag', 'return-perf-metrics']);
    await ask(emulator);
    const { drafts, accepted, draftTokens } = emulator.engine.truth();
    expect(await onPage(emulator, 'trtllm_spec_decode_drafted_tokens_total', { token_position: '0' })).toBe(drafts);
    expect(await onPage(emulator, 'trtllm_spec_decode_drafted_tokens_total')).toBe(draftTokens);
    // What was cut away at the end is not accepted here.
    expect(await onPage(emulator, 'trtllm_spec_decode_accepted_tokens_total')).toBe(accepted);
    const labels = { model_name: 'meta-llama/Meta-Llama-3-8B-Instruct', engine_type: 'trtllm' };
    expect(await onPage(emulator, 'trtllm_generation_tokens_total', labels)).toBe(40);
    expect(await onPage(emulator, 'trtllm_request_success_total', { finished_reason: 'length' })).toBe(1);
  });

  it('has no series for what never happened', async () => {
    const emulator = await launch(['--engine', 'trtllm', '--flag', 'return-perf-metrics']);
    expect((await emulator.call(PAGE)).text).toBe('');
    await ask(emulator);
    expect(await onPage(emulator, 'trtllm_spec_decode_drafted_tokens_total')).toBeNull();
    expect((await emulator.call(PAGE)).text).not.toContain('_created');
  });

  it('enters the last iteration alone when a request ends: its counters of drafts are a sample, and it takes the queue', async () => {
    const emulator = await launch([...eagle, ...both]);
    await ask(emulator);
    const { draftTokens } = emulator.engine.truth();
    const sampled = await onPage(emulator, 'trtllm_spec_decode_num_draft_tokens_total');
    expect(sampled).toBe(4);
    expect(sampled!).toBeLessThan(draftTokens);
    expect(await onPage(emulator, 'trtllm_num_requests_running')).toBe(0);
    expect(await iterations(emulator)).toEqual([]);
  });

  it('gauges carry the process that wrote them', async () => {
    const emulator = await launch([...eagle, ...both]);
    await ask(emulator);
    expect((await emulator.call(PAGE)).text).toMatch(/trtllm_kv_cache_utilization\{[^}]*pid="\d+"\}/);
    expect((await emulator.call(PAGE)).text).not.toMatch(/_total\{[^}]*pid=/);
  });

  it('counts errors by status', async () => {
    const emulator = await launch([...eagle, '--flag', 'return-perf-metrics']);
    await ask(emulator, { nonsense: 1 });
    expect(await onPage(emulator, 'trtllm_request_error_total', { http_code: '400' })).toBe(1);
  });

  it('older servers: undefined labels, and nothing of iterations or speculation', async () => {
    const emulator = await launch(['--engine', 'trtllm-1.2', '--speculator', 'eagle', ...both]);
    await ask(emulator);
    expect(await onPage(emulator, 'trtllm_generation_tokens_total', { model_name: 'undefined' })).toBe(40);
    expect((await emulator.call(PAGE)).text).not.toMatch(/spec_decode|num_requests/);
  });

  it('can be garbled, and starts anew after a restart', async () => {
    const emulator = await launch([...eagle, ...both, '--fault', 'garbled-metrics:count=1']);
    await ask(emulator);
    await expect(onPage(emulator, 'x')).rejects.toThrow('line');
    await emulator.call('/emulator/restart', { method: 'POST' });
    expect((await emulator.call(PAGE)).text).toBe('');
  });
});

describe('the other routes of trtllm-serve', () => {
  it('/perf_metrics tells finished requests once', async () => {
    const emulator = await launch([
      ...eagle,
      '--flag',
      'return-perf-metrics',
      '--flag',
      'perf-metrics-max-requests=10',
    ]);
    await ask(emulator);
    const { accepted, draftTokens, steps } = emulator.engine.truth();
    const speculation = {
      total_accepted_draft_tokens: accepted,
      total_draft_tokens: draftTokens,
      acceptance_rate: accepted / draftTokens,
    };
    expect(JSON.parse((await emulator.call('/perf_metrics')).text)).toMatchObject([
      { request_id: 1, perf_metrics: { first_iter: 1, last_iter: steps, speculative_decoding: speculation } },
    ]);
    expect((await emulator.call('/perf_metrics')).text).toBe('[]');
  });

  it('models, version, health', async () => {
    const emulator = await launch(eagle);
    expect(JSON.parse((await emulator.call('/v1/models')).text)).toMatchObject({
      data: [{ owned_by: 'tensorrt_llm' }],
    });
    expect((await emulator.call('/version')).text).toBe('{"version":"1.4.0rc1"}');
    expect((await emulator.call('/health')).status).toBe(200);
    expect((await emulator.call('/health_generate')).text).toBe('Generation health check OK');
    expect(emulator.engine.truth().tokens).toBe(1);
  });
});

describe('the books of trtllm-serve', () => {
  it(
    'are those of the finished requests, to the token, but for the sampled counters',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(1000), fc.constantFrom('eagle', 'mlp', 'ngram'), async (seed, speculator) => {
          const emulator = await launchStill(['--engine', 'trtllm', '--speculator', speculator, ...both]);
          const traffic = await mixedTraffic(emulator, seed, (_, stream) => (stream ? { stream_options: {} } : {}));
          const truth = emulator.engine.truth();
          expect(truth.aborted).toBe(traffic.left);
          expect(await onPage(emulator, 'trtllm_generation_tokens_total')).toBe(truth.ofFinished.tokens);
          expect(await onPage(emulator, 'trtllm_request_success_total')).toBe(truth.finished);
          expect(
            (await onPage(emulator, 'trtllm_spec_decode_drafted_tokens_total', { token_position: '0' })) ?? 0,
          ).toBe(truth.ofFinished.drafts);
          expect((await onPage(emulator, 'trtllm_spec_decode_drafted_tokens_total')) ?? 0).toBe(
            truth.ofFinished.draftTokens,
          );
          expect((await onPage(emulator, 'trtllm_spec_decode_accepted_tokens_total')) ?? 0).toBe(
            truth.ofFinished.accepted,
          );
          expect((await onPage(emulator, 'trtllm_spec_decode_num_draft_tokens_total')) ?? 0).toBeLessThanOrEqual(
            truth.draftTokens,
          );
          const bodies = traffic.whole.map((text): readonly AnswerJson[] =>
            text.startsWith('data:') ? readEvents(text).events.slice(-2) : [JSON.parse(text) as AnswerJson],
          );
          const tokens = bodies.map((parts) => parts.at(-1)!.usage!.completion_tokens);
          expect(tokens.reduce((a, b) => a + b, 0)).toBe(truth.ofFinished.tokens);
          // The ratio of each answer gives its iterations back, and they add up to the steps.
          const steps = bodies.map(
            (parts, index) => tokens[index]! / parts[0]!.choices[0]!.avg_decoded_tokens_per_iter!,
          );
          expect(steps.every((count) => Math.abs(count - Math.round(count)) < 1e-9)).toBe(true);
          expect(Math.round(steps.reduce((a, b) => a + b, 0))).toBe(truth.ofFinished.steps);
        }),
        { numRuns: 12 },
      );
    },
  );
});

it('cached tokens are always told', async () => {
  const emulator = await launch(eagle);
  expect(
    (await askJson(emulator, { messages: [{ role: 'user', content: 'word '.repeat(60) }] })).usage!
      .prompt_tokens_details,
  ).toEqual({ cached_tokens: 0 });
  const again = await askJson(emulator, { messages: [{ role: 'user', content: 'word '.repeat(60) }] });
  expect(again.usage!.prompt_tokens_details!.cached_tokens).toBe(64);
});
