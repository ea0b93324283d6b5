import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launch, launchStill } from '../../../testing/launch-emulator.ts';
import { mixedTraffic } from '../../../testing/mixed-traffic.ts';
import {
  type AnswerJson,
  ask,
  askJson,
  askStream,
  leaveStream,
  passTime,
  readEvents,
} from '../../../testing/openai-calls.ts';
import { pageSum } from '../../../testing/page-sum.ts';

const eagle = ['--engine', 'sglang', '--speculator', 'eagle', '--flag', 'enable-metrics'];

describe('the page of SGLang', () => {
  it('is there with --enable-metrics alone', async () => {
    const emulator = await launch(['--engine', 'sglang']);
    const missing = await emulator.call('/metrics');
    expect([missing.status, missing.text]).toEqual([404, '{"detail":"Not Found"}']);
    expect((await (await launch(eagle)).call('/metrics')).status).toBe(200);
  });

  it('is empty until something happened, and has no _created at all', async () => {
    const emulator = await launch(eagle);
    expect((await emulator.call('/metrics')).text).toBe('');
    await ask(emulator);
    expect((await emulator.call('/metrics')).text).not.toContain('_created');
  });

  it('counts tokens and verifications when a request finishes, by is_streaming or not', async () => {
    const emulator = await launchStill(eagle);
    const answer = ask(emulator, { stream: true });
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    while (emulator.engine.truth().steps < 6) emulator.clock.step();
    expect(await pageSum(emulator, 'sglang:generation_tokens_total')).toBeNull();
    expect(await pageSum(emulator, 'sglang:spec_verify_calls_total')).toBeNull();
    const live = await pageSum(emulator, 'sglang:realtime_tokens_total', { mode: 'decode' });
    expect(live).toBe(emulator.engine.truth().tokens - 1);
    await passTime(emulator.clock, answer);
    const { tokens, drafts } = emulator.engine.truth();
    expect(await pageSum(emulator, 'sglang:generation_tokens_total', { is_streaming: 'true' })).toBe(tokens);
    expect(await pageSum(emulator, 'sglang:generation_tokens_total', { is_streaming: 'false' })).toBeNull();
    expect(await pageSum(emulator, 'sglang:spec_verify_calls_total')).toBe(drafts);
    expect((await emulator.call('/metrics')).text).not.toMatch(/spec_verify_calls_total\{[^}]*is_streaming/);
  });

  it('never counts what a client aborted, but for the request itself and the live counter', async () => {
    const emulator = await launchStill(eagle);
    await passTime(emulator.clock, leaveStream(emulator, { max_tokens: 900, ignore_eos: true }, 3));
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    emulator.clock.runAll();
    expect(emulator.engine.truth()).toMatchObject({ aborted: 1, finished: 0 });
    expect(await pageSum(emulator, 'sglang:num_aborted_requests_total')).toBe(1);
    expect(await pageSum(emulator, 'sglang:generation_tokens_total')).toBeNull();
    expect(await pageSum(emulator, 'sglang:realtime_tokens_total', { mode: 'decode' })).toBe(
      emulator.engine.truth().tokens - 1,
    );
  });

  it('tells acceptance of a window of 40 decode iterations, and keeps telling it when idle', async () => {
    const emulator = await launchStill(eagle);
    const answer = ask(emulator, { max_tokens: 900, ignore_eos: true });
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    while (emulator.engine.truth().steps < 40) emulator.clock.step();
    // 39 decode iterations: nothing yet but the load of the prefill.
    expect(await pageSum(emulator, 'sglang:spec_accept_length')).toBe(0);
    expect(await pageSum(emulator, 'sglang:num_running_reqs')).toBe(1);
    while (emulator.engine.truth().steps < 41) emulator.clock.step();
    const { matched } = emulator.engine.truth();
    expect(await pageSum(emulator, 'sglang:spec_accept_length')).toBe((matched + 40) / 40);
    expect(await pageSum(emulator, 'sglang:spec_accept_rate')).toBeCloseTo(matched / 160, 12);
    const window = await pageSum(emulator, 'sglang:spec_accept_length');
    while (emulator.engine.truth().steps < 60) emulator.clock.step();
    expect(await pageSum(emulator, 'sglang:spec_accept_length')).toBe(window);
    await passTime(emulator.clock, answer);
    const last = await pageSum(emulator, 'sglang:spec_accept_length');
    expect(await pageSum(emulator, 'sglang:num_running_reqs')).toBe(1);
    emulator.clock.runUntil(emulator.clock.now() + 31_000);
    expect(await pageSum(emulator, 'sglang:num_running_reqs')).toBe(0);
    expect(await pageSum(emulator, 'sglang:gen_throughput')).toBe(0);
    expect(await pageSum(emulator, 'sglang:spec_accept_length')).toBe(last);
  });

  it('observes the time between tokens once per token, not per step', async () => {
    const emulator = await launch(eagle);
    await askStream(emulator);
    expect(await pageSum(emulator, 'sglang:inter_token_latency_seconds_count')).toBe(39);
    // Not streamed: the first output is the last.
    await ask(emulator);
    expect(await pageSum(emulator, 'sglang:time_to_first_token_seconds_count', { is_streaming: 'false' })).toBe(1);
    expect(await pageSum(emulator, 'sglang:inter_token_latency_seconds_count')).toBe(39);
  });

  it('has a dp_rank with several ranks only', async () => {
    const single = await launch(eagle);
    await ask(single);
    expect((await single.call('/metrics')).text).not.toContain('dp_rank');
    const several = await launch([...eagle, '--flag', 'dp-size=2']);
    await Promise.all([ask(several), ask(several)]);
    expect(await pageSum(several, 'sglang:num_running_reqs', { dp_rank: '1', tp_rank: '0' })).not.toBeNull();
    expect(await pageSum(several, 'sglang:generation_tokens_total')).toBe(80);
  });

  it('counts cached tokens by source; usage says so behind a flag, and only when there are any', async () => {
    const emulator = await launch([...eagle, '--flag', 'enable-cache-report']);
    expect((await askJson(emulator)).usage!.prompt_tokens_details).toBeNull();
    const { usage } = await askJson(emulator);
    expect(usage!.prompt_tokens_details).toEqual({ cached_tokens: usage!.prompt_tokens - 1 });
    expect(await pageSum(emulator, 'sglang:cached_tokens_total', { cache_source: 'device' })).toBe(
      usage!.prompt_tokens - 1,
    );
  });

  it('starts anew after a restart, and what ran before it is not counted after it', async () => {
    const emulator = await launchStill(eagle);
    await passTime(emulator.clock, ask(emulator));
    const cut = ask(emulator, { stream: true });
    cut.catch(() => undefined);
    while (emulator.engine.truth().waiting === 0) await new Promise(setImmediate);
    while (emulator.engine.truth().running === 0) emulator.clock.step();
    await emulator.call('/emulator/restart', { method: 'POST' });
    expect(emulator.engine.truth()).toMatchObject({ running: 0, aborted: 1 });
    emulator.clock.runAll();
    expect((await emulator.call('/metrics')).text).toBe('');
  });
});

describe('the books of SGLang', () => {
  it('are those of the finished requests, to the token', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.constantFrom('eagle', 'mlp', 'ngram'),
        fc.integer({ min: 1, max: 3 }),
        async (seed, speculator, ranks) => {
          const emulator = await launchStill([
            '--engine',
            'sglang',
            '--speculator',
            speculator,
            '--flag',
            'enable-metrics',
            '--flag',
            `dp-size=${ranks}`,
          ]);
          const traffic = await mixedTraffic(emulator, seed, (_, stream) => ({
            return_spec_tokens_details: true,
            ...(stream ? { stream_options: { include_usage: true } } : {}),
          }));
          const truth = emulator.engine.truth();
          const sum = (name: string, labels = {}): Promise<number | null> => pageSum(emulator, name, labels);
          expect(truth.aborted).toBe(traffic.left);
          expect(await sum('sglang:generation_tokens_total')).toBe(truth.ofFinished.tokens);
          expect((await sum('sglang:spec_verify_calls_total')) ?? 0).toBe(truth.ofFinished.drafts);
          expect(await sum('sglang:num_requests_total')).toBe(truth.finished);
          expect((await sum('sglang:num_aborted_requests_total')) ?? 0).toBe(truth.aborted);
          expect((await sum('sglang:realtime_tokens_total', { mode: 'decode' })) ?? 0).toBe(
            truth.matched + truth.steps - truth.prefills,
          );
          // The ratio that the facts give: one prefill token per request taken out.
          expect(truth.ofFinished.tokens - truth.finished - truth.ofFinished.accepted).toBe(truth.ofFinished.drafts);
          const bodies = traffic.whole.map((text) =>
            text.startsWith('data:') ? readEvents(text).events.slice(-2) : [JSON.parse(text) as AnswerJson],
          );
          const total = (of: (parts: readonly AnswerJson[]) => number): number =>
            bodies.reduce((all, parts) => all + of(parts), 0);
          expect(total((parts) => parts.at(-1)!.usage!.completion_tokens)).toBe(truth.ofFinished.tokens);
          const detail = (key: string) => (parts: readonly AnswerJson[]) =>
            parts[0]!.sglext!.spec_tokens_details![key] as number;
          expect(total(detail('spec_verify_ct'))).toBe(truth.ofFinished.drafts);
          expect(total(detail('spec_num_correct_drafts'))).toBe(truth.ofFinished.matched);
        },
      ),
      { numRuns: 12 },
    );
  });
});
