import { describe, expect, it } from 'vitest';
import { bytes, usage } from '../stream-fixtures.ts';
import { vllmAdapter } from './vllm-adapter.ts';

const stream = { route: 'chat', stream: true, streamOptions: null, includeUsage: false, members: [] } as const;
const known = { includeUsage: true };
const speculator = { draftTokens: 3 };
const usageAsked = {
  edits: [{ key: 'stream_options', json: '{"include_usage":true}' }],
  cut: { events: ['usage'], members: [] },
};
const nothing = { edits: [], cut: { events: [], members: [] } };

describe('vllmAdapter.ask', () => {
  it('asks a stream for usage, and cuts it out again', () => {
    expect(vllmAdapter.ask(stream, known, speculator)).toEqual(usageAsked);
  });

  it.each([
    ['a server that is not known yet', stream, { includeUsage: false }],
    ['a whole answer', { ...stream, stream: false }, known],
    ['a client that asked itself', { ...stream, streamOptions: { include_usage: true }, includeUsage: true }, known],
    // Asked for usage as well, vLLM would put it on every event.
    ['a client that wants usage on each event', { ...stream, streamOptions: { continuous_usage_stats: true } }, known],
  ])('asks nothing of %s', (_name, request, capabilities) => {
    expect(vllmAdapter.ask(request, capabilities, speculator)).toEqual(nothing);
  });
});

describe('vllmAdapter.readAnswer', () => {
  const answer = {
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
    usage: usage(5, 11),
    metrics: {
      speculative_decoding: {
        num_spec_steps: 4,
        num_accepted_draft_tokens: 6,
        num_draft_tokens: 12,
        acceptance_histogram: { '0': 1, '1': 1, '2': 1, '3': 1 },
      },
    },
  };
  const read = (value: unknown, draftTokens: number | null = 3) =>
    vllmAdapter.readAnswer(bytes(JSON.stringify(value)), 0, 9, {}, { draftTokens });

  it('has the exact figure of a whole answer too, its histogram dense or sparse', () => {
    expect(read(answer)).toMatchObject({
      tokens: { completion: 11 },
      speculation: { sums: { steps: 5, accepted: 6, acceptedByPosition: [3, 2, 1] }, method: 'exact' },
    });
  });

  it('says nothing of speculation where the engine does not, but for no speculator', () => {
    const { metrics: _, ...silent } = answer;
    expect(read(silent).speculation).toBeNull();
    expect(read(silent, 0).speculation?.sums).toMatchObject({ tokens: 11, steps: 11 });
  });

  it.each([
    ['metrics that are null', { ...answer, metrics: null }],
    ['a statement that is null, as for n above 1', { ...answer, metrics: { speculative_decoding: null } }],
    ['a count that is none', { ...answer, metrics: { speculative_decoding: { num_spec_steps: -1 } } }],
  ])('is not misled by %s', (_name, value) => {
    expect(read(value)).toMatchObject({ end: 'complete', speculation: null });
  });
});

describe('vllmAdapter.readError', () => {
  it('reads its errors, the 401 whose error is a text, and its full queue', () => {
    const read = (status: number, body: string) => vllmAdapter.readError(status, bytes(body), 'application/json');
    expect(read(400, '{"error":{"message":"m","type":"BadRequestError","param":null,"code":400}}')).toEqual({
      status: 400,
      code: 'BadRequestError',
      message: 'm',
    });
    expect(read(401, '{"error":"Unauthorized"}')).toEqual({
      status: 401,
      code: 'unauthorized',
      message: 'Unauthorized',
    });
    expect(read(503, '{"error":{"message":"queue full","type":"x","param":null,"code":503}}')).toMatchObject({
      status: 503,
      code: 'overloaded',
    });
    expect(read(502, '<html>10.0.0.7</html>').message).not.toContain('10.0.0.7');
  });
});

describe('vllmAdapter.probe', () => {
  const models = '{"object":"list","data":[{"id":"llama-3-8b","object":"model","created":1,"owned_by":"vllm"}]}';
  const running = '# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{engine="0"} 0.0\n';
  const drafts =
    '# TYPE vllm:spec_decode_num_drafts_total counter\nvllm:spec_decode_num_drafts_total{engine="0"} 0.0\n';

  it('finds out who it is, and by the families of its metrics whether it speculates', () => {
    const identify = (metrics: string) =>
      vllmAdapter.probe.identify(
        new Map([
          ['/version', bytes('{"version":"0.29.0"}')],
          ['/v1/models', bytes(models)],
          ['/metrics', bytes(metrics)],
        ]),
      );
    expect(identify(running + drafts)).toEqual({
      engine: 'vllm',
      version: '0.29.0',
      model: 'llama-3-8b',
      speculation: true,
      draftTokens: null,
      perRequestStatistics: null,
      capabilities: { includeUsage: true },
    });
    expect(identify(running)).toMatchObject({ speculation: false });
    expect(identify('')).toMatchObject({ engine: 'vllm', speculation: null });
  });

  it('knows nothing of what answers in another way', () => {
    expect(vllmAdapter.probe.identify(new Map([['/version', bytes('<html>')]]))).toBeNull();
    const other = new Map([['/v1/models', bytes(models.replace('"vllm"', '"nvidia"'))]] as const);
    expect(vllmAdapter.probe.identify(other)).toMatchObject({ engine: null, capabilities: { includeUsage: false } });
  });

  it('is ready at 200 only', () => {
    expect([200, 204, 404, 503].map((status) => vllmAdapter.probe.isHealthy(status))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
