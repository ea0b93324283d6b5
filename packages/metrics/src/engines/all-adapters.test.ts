import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineAdapter } from './engine-adapter-for.ts';
import { engineNames } from './engine-name.ts';
import { enginePaths } from './engine-path.ts';
import { measurables } from './measure.ts';
import { bytes, done, fed, sse } from './stream-fixtures.ts';

const adapters = engineNames.map((name) => [name, engineAdapter(name)] as const);

/** JSON that looks like an engine's: its own words, with anything in them. */
const words = fc.constantFrom(
  'choices',
  'usage',
  'error',
  'metrics',
  'speculative_decoding',
  'sglext',
  'spec_tokens_details',
  'meta_info',
  'timings',
  'avg_decoded_tokens_per_iter',
  'spec_verify_ct',
  'num_spec_steps',
  'acceptance_histogram',
  'prompt_n',
  'predicted_n',
  'draft_n_accepted',
  'completion_tokens',
  'prompt_tokens',
  'object',
  'message',
  'code',
  'delta',
  'index',
);
const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 'error', 'x', -1, 0, 1, 3, 2.5, 1e300),
    fc.array(tie('anything'), { maxLength: 3 }),
    fc.dictionary(words, tie('anything'), { maxKeys: 5 }),
  ),
}));

describe.each(adapters)('the adapter of %s', (name, adapter) => {
  it('bears its name, and asks only routes of the closed set', () => {
    expect(adapter.engine).toBe(name);
    const asked = [...adapter.probe.pages, ...(adapter.metricsPath === null ? [] : [adapter.metricsPath])];
    for (const path of asked) expect(enginePaths).toContain(path);
  });

  it('never throws over what a server may send, and never makes figures that cannot be', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(0, 3, null), (value, draftTokens) => {
        const body = bytes(JSON.stringify(value));
        const tap = adapter.openTap({ route: 'chat', draftTokens });
        const piece = sse({ choices: [{ index: 0, delta: { content: 'x' }, finish_reason: null }] });
        const readings = [
          fed(tap, piece + sse(value) + done).finish(0),
          adapter.readAnswer(body, 0, 0, {}, { draftTokens }),
        ];
        for (const { speculation, tokens } of readings) {
          if (speculation === null) continue;
          const { sums } = speculation;
          expect(sums.tokens).toBe(tokens.completion);
          expect(sums.steps).toBeGreaterThanOrEqual(sums.requests);
          expect(sums.accepted ?? 0).toBeGreaterThanOrEqual(0);
        }
        expect(adapter.readError(500, body, null).status).toBe(500);
        adapter.probe.identify(new Map(adapter.probe.pages.map((path) => [path, body])));
      }),
      { numRuns: 300 },
    );
  });

  it('takes unknown fields of an answer for nothing', () => {
    const choice = {
      index: 0,
      message: { role: 'assistant', content: 'Hi', vendor: [1] },
      finish_reason: 'stop',
      odd: {},
    };
    const answer = { choices: [choice], usage: { prompt_tokens: 5, completion_tokens: 8 } };
    const plain = adapter.readAnswer(bytes(JSON.stringify(answer)), 0, 0, {}, { draftTokens: 0 });
    const more = { ...answer, vendor_metrics: { steps: 3 }, kv_transfer_params: null, service_tier: 'x' };
    expect(adapter.readAnswer(bytes(JSON.stringify(more)), 0, 0, {}, { draftTokens: 0 })).toEqual(plain);
    expect(plain.tokens).toMatchObject({ prompt: 5, completion: 8 });
  });

  it('has a step for each token of an answer without a speculator, as unspeculated answers are compared', () => {
    const answer = { choices: [{ index: 0, text: 'x' }], usage: { prompt_tokens: 5, completion_tokens: 8 } };
    const { speculation } = adapter.readAnswer(bytes(JSON.stringify(answer)), 0, 0, {}, { draftTokens: 0 });
    expect(speculation?.sums).toMatchObject({ tokens: 8, steps: 8, accepted: 0 });
    expect(adapter.readAnswer(bytes(JSON.stringify(answer)), 0, 0, {}).speculation).toBeNull();
  });

  it('reads an empty 401 as a refused key', () => {
    expect(adapter.readError(401, bytes(''), null)).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it('declares its measures by the words of the table, each with a field, the best method first', () => {
    const order = ['exact', 'derived', 'estimated'];
    for (const what of measurables) {
      const ways = adapter.measures.filter((measure) => measure.what === what);
      const ranks = ways.map(({ method }) => order.indexOf(method));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      for (const { field } of ways) expect(field).not.toBe('');
    }
  });

  it('names headers in lower case, as they are compared', () => {
    for (const header of adapter.neverForwarded) expect(header).toMatch(/^[a-z0-9-]+$/);
  });
});
