import { describe, expect, it } from 'vitest';
import { bytes } from '../stream-fixtures.ts';
import { genericAdapter } from './generic-adapter.ts';

const stream = { stream: true, hasStreamOptions: false, includeUsage: false };

describe('genericAdapter', () => {
  it('asks for usage, but leaves stream options of the client alone', () => {
    const ask = [{ key: 'stream_options', json: '{"include_usage":true}' }];
    expect(genericAdapter.requestEdits(stream, { includeUsage: true })).toEqual(ask);
    expect(genericAdapter.requestEdits({ ...stream, hasStreamOptions: true }, { includeUsage: true })).toEqual([]);
    expect(genericAdapter.requestEdits(stream, { includeUsage: false })).toEqual([]);
  });

  it.each([
    ['OpenAI', '{"error":{"message":"m","type":"t","param":null,"code":"c"}}', { code: 'c', message: 'm' }],
    ['an error without code', '{"error":{"message":"m","type":"t"}}', { code: 't', message: 'm' }],
    ['older vLLM', '{"object":"error","message":"m","type":"t","code":400}', { code: 't', message: 'm' }],
    ['FastAPI', '{"detail":"m"}', { code: 'engine_error', message: 'm' }],
    ['llama.cpp', '{"error":"m"}', { code: 'engine_error', message: 'm' }],
  ])('reads the error of %s, with the status of the answer', (_name, body, expected) => {
    expect(genericAdapter.readError(429, bytes(body), 'application/json')).toEqual({ status: 429, ...expected });
  });

  it.each(['<html>10.0.0.7</html>', '[]', '{"a":1}'])('does not repeat %s', (body) => {
    const error = genericAdapter.readError(502, bytes(body), 'text/html');
    expect(error).toMatchObject({ status: 502, code: 'malformed' });
    expect(error.message).not.toContain('10.0.0.7');
  });

  it('has no counters and knows no load', () => {
    expect(genericAdapter.readCounters(new Map())).toMatchObject({ steps: 0, requests: null, generatedTokens: null });
    expect(genericAdapter.readLoad(new Map())).toEqual({ running: null, waiting: null });
  });
});
