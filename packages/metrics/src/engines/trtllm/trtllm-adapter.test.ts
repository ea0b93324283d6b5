import { describe, expect, it } from 'vitest';
import { bytes, usage } from '../stream-fixtures.ts';
import { trtLlmAdapter } from './trtllm-adapter.ts';

const stream = { route: 'completions', stream: true, streamOptions: null, includeUsage: false, members: [] } as const;

describe('trtLlmAdapter', () => {
  it('asks for nothing but what its stream options have: it refuses every word that it does not know', () => {
    const { edits } = trtLlmAdapter.ask(stream, { includeUsage: true }, { draftTokens: 3 });
    expect(edits).toEqual([{ key: 'stream_options', json: '{"include_usage":true}' }]);
    expect(trtLlmAdapter.ask(stream, { includeUsage: false }, { draftTokens: 3 }).edits).toEqual([]);
    expect(trtLlmAdapter.ask({ ...stream, stream: false }, { includeUsage: true }, { draftTokens: 3 }).edits).toEqual(
      [],
    );
  });

  it('takes out the words of other engines, which those would ignore and it would refuse, and no others', () => {
    const members = ['messages', 'timings_per_token', 'return_meta_info', 'own_word'].map((key) => ({ key }));
    const { edits } = trtLlmAdapter.ask(
      { ...stream, stream: false, members },
      { includeUsage: true },
      { draftTokens: 3 },
    );
    expect(edits).toEqual([
      { key: 'timings_per_token', remove: true },
      { key: 'return_meta_info', remove: true },
    ]);
  });

  it('reads the ratio of a whole answer', () => {
    const answer = {
      choices: [{ index: 0, text: 'x', finish_reason: 'length', avg_decoded_tokens_per_iter: 2.2 }],
      usage: usage(20, 11),
    };
    const reading = trtLlmAdapter.readAnswer(bytes(JSON.stringify(answer)), 0, 9, {}, { draftTokens: 3 });
    expect(reading.speculation).toMatchObject({ sums: { tokens: 11, steps: 5 }, method: 'derived' });
  });

  it.each([
    [
      'its own flat error',
      400,
      { object: 'error', message: 'm', type: 'BadRequestError', param: null, code: 400 },
      'BadRequestError',
    ],
    ['Dynamo’s', 400, { message: 'm', type: 'Bad Request', code: 400 }, 'Bad Request'],
    ['Dynamo’s busy threshold', 529, { message: 'm', type: 'overloaded', code: 529 }, 'overloaded'],
    ['a full server', 503, { object: 'error', message: 'm', type: 'x', param: null, code: 503 }, 'overloaded'],
  ])('reads %s', (_name, status, body, code) => {
    expect(trtLlmAdapter.readError(status, bytes(JSON.stringify(body)), 'application/json')).toEqual({
      status,
      code,
      message: 'm',
    });
  });

  it('reads its metrics where they are Prometheus text: the other page is JSON that is gone once it was read', () => {
    expect(trtLlmAdapter.metricsPath).toBe('/prometheus/metrics');
    expect(trtLlmAdapter.probe.pages).not.toContain('/metrics');
  });

  it('finds out its version and model, and by its metrics that it speculates', () => {
    const models = '{"object":"list","data":[{"id":"m","object":"model","created":1,"owned_by":"tensorrt_llm"}]}';
    const metrics = 'trtllm_speculative_config_info{decoding_type="Eagle3"} 1.0\n';
    const identify = (text: string) =>
      trtLlmAdapter.probe.identify(
        new Map([
          ['/version', bytes('{"version":"1.4.0rc1"}')],
          ['/v1/models', bytes(models)],
          ['/prometheus/metrics', bytes(text)],
        ]),
      );
    expect(identify(metrics)).toEqual({
      engine: 'trtllm',
      version: '1.4.0rc1',
      model: 'm',
      speculation: true,
      draftTokens: null,
      perRequestStatistics: true,
      capabilities: { includeUsage: true },
    });
    expect(identify('trtllm_prompt_tokens_total 0\n')?.speculation).toBeNull();
    expect(trtLlmAdapter.probe.identify(new Map())).toBeNull();
  });
});
