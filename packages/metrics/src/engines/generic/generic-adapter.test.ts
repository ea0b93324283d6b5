import { describe, expect, it } from 'vitest';
import { noCounters, unknownLoad } from '../engine-counters.ts';
import { bytes } from '../stream-fixtures.ts';
import { genericAdapter } from './generic-adapter.ts';

const stream = { route: 'chat', stream: true, streamOptions: null, includeUsage: false, members: [] } as const;
const speculator = { draftTokens: null };

describe('genericAdapter', () => {
  it('asks for usage where the server is known to take the word, beside the client’s own options', () => {
    const ask = (streamOptions: Record<string, unknown> | null, includeUsage = true) =>
      genericAdapter.ask({ ...stream, streamOptions }, { includeUsage }, speculator).edits;
    expect(ask(null)).toEqual([{ key: 'stream_options', json: '{"include_usage":true}' }]);
    expect(ask({ own: 1 })).toEqual([{ key: 'stream_options', json: '{"own":1,"include_usage":true}' }]);
    expect(ask(null, false)).toEqual([]);
  });

  it.each([
    ['OpenAI', '{"error":{"message":"m","type":"t","param":null,"code":"c"}}', { code: 'c', message: 'm' }],
    ['an error without code', '{"error":{"message":"m","type":"t"}}', { code: 't', message: 'm' }],
    ['older vLLM', '{"object":"error","message":"m","type":"t","code":400}', { code: 't', message: 'm' }],
    ['FastAPI', '{"detail":"m"}', { code: 'engine_error', message: 'm' }],
    ['text alone', '{"error":"m"}', { code: 'engine_error', message: 'm' }],
    ['Dynamo', '{"message":"m","type":"t","code":400}', { code: 't', message: 'm' }],
  ])('reads the error of %s, with the status of the answer', (_name, body, expected) => {
    expect(genericAdapter.readError(422, bytes(body), 'application/json')).toEqual({ status: 422, ...expected });
  });

  it.each([429, 529])('takes %i for an overload, whatever its words', (status) => {
    const body = bytes('{"error":{"message":"busy","type":"server_error","code":"x"}}');
    expect(genericAdapter.readError(status, body, 'application/json')).toMatchObject({ status, code: 'overloaded' });
  });

  it.each(['<html>10.0.0.7</html>', '[]', '{"a":1}'])('does not repeat %s', (body) => {
    const error = genericAdapter.readError(502, bytes(body), 'text/html');
    expect(error).toMatchObject({ status: 502, code: 'malformed' });
    expect(error.message).not.toContain('10.0.0.7');
  });

  it('has no counters and knows no load', () => {
    expect(genericAdapter.metricsPath).toBeNull();
    expect(genericAdapter.readCounters(new Map())).toEqual(noCounters);
    expect(genericAdapter.readLoad(new Map())).toEqual(unknownLoad);
  });
});
