import { describe, expect, it } from 'vitest';
import { httpCall } from '../../../testing/http-call.ts';
import { type Launched, launch, launchStill } from '../../../testing/launch-emulator.ts';
import { mixedTraffic } from '../../../testing/mixed-traffic.ts';
import { ask, leaveStream, passTime, readEvents } from '../../../testing/openai-calls.ts';
import { pageSum } from '../../../testing/page-sum.ts';
import type { LlamaJson, TimingsJson } from './llama-json.ts';

const speculating = ['--speculator', 'eagle', '--flag', 'metrics'];

async function page(emulator: Launched): Promise<string> {
  return (await emulator.call('/metrics')).text;
}

/** What whole answers and streams say at their ends. */
function timingsOf(texts: readonly string[]): readonly TimingsJson[] {
  return texts.map((text) => {
    const json = text.startsWith('data:') ? readEvents(text).events.at(-1) : (JSON.parse(text) as LlamaJson);
    const { timings } = json as LlamaJson;
    if (timings === undefined) throw new Error('an answer without timings');
    return timings;
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('llama-server, metrics', () => {
  it.each([1, 2, 3])(
    'agrees with its answers and with the truth, to the token, over mixed traffic (%i)',
    async (seed) => {
      const emulator = await launchStill(['--engine', 'llamacpp-2026-08', ...speculating, '--flag', 'parallel=8']);
      const { whole, left } = await mixedTraffic(emulator, seed, () => ({}));
      expect(left).toBeGreaterThan(0);
      const timings = timingsOf(whole);
      const { ofFinished } = emulator.engine.truth();
      const said = (pick: (timings: TimingsJson) => number): number => sum(timings.map(pick));
      expect(said((each) => each.predicted_n)).toBe(ofFinished.tokens);
      expect(await pageSum(emulator, 'llamacpp:tokens_predicted_total')).toBe(ofFinished.tokens);
      // A draft that does not fit into the answer is cut: all that lies between what the engine drafted and what is said.
      const drafted = said((each) => each.draft_n ?? 0);
      expect(drafted).toBeLessThanOrEqual(ofFinished.draftTokens);
      expect(await pageSum(emulator, 'llamacpp:spec_decode_num_draft_tokens_total')).toBe(drafted);
      const accepted = said((each) => each.draft_n_accepted ?? 0);
      expect(accepted).toBeGreaterThanOrEqual(ofFinished.accepted);
      expect(accepted).toBeLessThanOrEqual(ofFinished.matched);
      expect(await pageSum(emulator, 'llamacpp:spec_decode_num_accepted_tokens_total')).toBe(accepted);
      expect(await pageSum(emulator, 'llamacpp:spec_decode_num_accepted_tokens_per_pos_total')).toBe(accepted);
    },
  );

  it('is the truth itself where no answer is cut by its length', async () => {
    const emulator = await launchStill(['--engine', 'llamacpp-2026-08', ...speculating]);
    const asked = ['What is a fjord?', 'Write a haiku.', 'List three birds.'].map((content) =>
      ask(emulator, { messages: [{ role: 'user', content }], max_tokens: -1 }),
    );
    await passTime(emulator.clock, Promise.all(asked));
    const { ofFinished } = emulator.engine.truth();
    expect(await pageSum(emulator, 'llamacpp:spec_decode_num_drafts_total')).toBe(ofFinished.drafts);
    expect(await pageSum(emulator, 'llamacpp:spec_decode_num_draft_tokens_total')).toBe(ofFinished.draftTokens);
    expect(await pageSum(emulator, 'llamacpp:spec_decode_num_accepted_tokens_total')).toBe(ofFinished.matched);
    for (const [place, matched] of ofFinished.matchedAt.entries()) {
      const labels = { position: String(place) };
      expect(await pageSum(emulator, 'llamacpp:spec_decode_num_accepted_tokens_per_pos_total', labels)).toBe(matched);
    }
  });

  it('derives the steps: predicted − accepted drafts, exact where the answer ends with a step', async () => {
    const emulator = await launch(['--engine', 'llamacpp', ...speculating]);
    const { text } = await ask(emulator, { max_tokens: 60, ignore_eos: true });
    const [timings] = timingsOf([text]);
    expect(timings!.predicted_n - (timings!.draft_n_accepted ?? 0)).toBe(emulator.engine.truth().steps);
  });

  it('does not move while tokens are made, only when a generation ended', async () => {
    const emulator = await launchStill(['--engine', 'llamacpp', ...speculating]);
    const asked = ask(emulator, { max_tokens: 100, ignore_eos: true, stream: true });
    while (emulator.engine.truth().tokens < 50) {
      emulator.clock.step();
      await new Promise(setImmediate);
    }
    expect(await pageSum(emulator, 'llamacpp:tokens_predicted_total')).toBe(0);
    expect(await pageSum(emulator, 'llamacpp:requests_processing')).toBe(1);
    // The prompt is counted when it is in.
    expect(await pageSum(emulator, 'llamacpp:prompt_tokens_total')).toBe(emulator.engine.truth().promptTokens);
    await passTime(emulator.clock, asked);
    expect(await pageSum(emulator, 'llamacpp:tokens_predicted_total')).toBe(100);
    expect(await pageSum(emulator, 'llamacpp:requests_processing')).toBe(0);
  });

  it.each([
    ['llamacpp-2026-08', false],
    ['llamacpp-2026-09', true],
  ] as const)('%s counts what a client left behind: %s', async (engine, counts) => {
    const emulator = await launchStill(['--engine', engine, ...speculating]);
    await passTime(emulator.clock, leaveStream(emulator, { max_tokens: 900, ignore_eos: true }, 6));
    while (emulator.engine.truth().running > 0) {
      emulator.clock.step();
      await new Promise(setImmediate);
    }
    expect(emulator.engine.truth()).toMatchObject({ aborted: 1, finished: 0 });
    const predicted = await pageSum(emulator, 'llamacpp:tokens_predicted_total');
    expect(predicted! > 0).toBe(counts);
  });

  it('has no word of speculation before August 2026; after it, zeros without a speculator, and no places', async () => {
    const old = await launch(['--engine', 'llamacpp-2026-07', '--speculator', 'eagle', '--flag', 'metrics']);
    await ask(old);
    expect(await page(old)).not.toContain('spec_decode');
    const plain = await launch(['--engine', 'llamacpp-2026-08', '--flag', 'metrics']);
    await ask(plain);
    expect(await page(plain)).toContain('llamacpp:spec_decode_num_drafts_total 0\n');
    expect(await page(plain)).not.toContain('per_pos');
    const newer = await launch(['--engine', 'llamacpp-2026-09', '--flag', 'metrics']);
    expect(await page(newer)).toContain('llamacpp:prompt_tokens_cached_total 0\n');
    expect(await page(plain)).not.toContain('prompt_tokens_cached_total');
  });

  it('has throughput gauges of the time since the last look', async () => {
    const emulator = await launch(['--engine', 'llamacpp', '--flag', 'metrics']);
    await ask(emulator);
    expect(await pageSum(emulator, 'llamacpp:predicted_tokens_seconds')).toBeGreaterThan(0);
    expect(await pageSum(emulator, 'llamacpp:predicted_tokens_seconds')).toBe(0);
  });

  it('says when the process started, and begins anew after a crash', async () => {
    const emulator = await launch(['--engine', 'llamacpp', ...speculating]);
    await ask(emulator);
    const { headers } = await emulator.call('/metrics');
    expect(headers['process-start-time-unix']).toMatch(/^\d{10}$/);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4');
    await emulator.call('/emulator/restart', { method: 'POST' });
    expect(await pageSum(emulator, 'llamacpp:tokens_predicted_total')).toBe(0);
  });

  it('is served only with --metrics, and only with the key', async () => {
    const without = await launch(['--engine', 'llamacpp']);
    const { status, text } = await without.call('/metrics');
    expect(status).toBe(501);
    expect(JSON.parse(text)).toMatchObject({ error: { code: 501, type: 'not_supported_error' } });
    const keyed = await launch(['--engine', 'llamacpp', '--flag', 'metrics', '--api-key', 'k']);
    expect((await httpCall(`${keyed.url}/metrics`)).status).toBe(401);
    expect((await httpCall(`${keyed.url}/metrics`, { headers: { authorization: 'Bearer k' } })).status).toBe(200);
  });

  it('shows the slots, and says when none is idle', async () => {
    const emulator = await launchStill(['--engine', 'llamacpp', ...speculating, '--flag', 'parallel=1']);
    const asked = ask(emulator, { max_tokens: 50, ignore_eos: true });
    while (emulator.engine.truth().tokens < 10) {
      emulator.clock.step();
      await new Promise(setImmediate);
    }
    const slots = JSON.parse((await emulator.call('/slots')).text) as readonly object[];
    expect(slots).toMatchObject([{ id: 0, is_processing: true, speculative: true }]);
    const busy = await emulator.call('/slots?fail_on_no_slot=1');
    expect(busy.status).toBe(503);
    expect(JSON.parse(busy.text)).toMatchObject({
      error: { code: 503, message: 'no slot available', type: 'unavailable_error' },
    });
    const waiting = ask(emulator, { max_tokens: 5 });
    while (emulator.engine.truth().waiting < 1) await new Promise(setImmediate);
    expect(await pageSum(emulator, 'llamacpp:requests_deferred')).toBe(1);
    await passTime(emulator.clock, Promise.all([asked, waiting]));
    expect((await emulator.call('/slots?fail_on_no_slot=1')).status).toBe(200);
  });
});
