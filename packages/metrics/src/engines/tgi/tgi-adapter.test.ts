import { describe, expect, it } from 'vitest';
import { unknownTokens } from '../answer-reading.ts';
import { bytes, usage } from '../stream-fixtures.ts';
import { tgiAdapter } from './tgi-adapter.ts';

const ask = { key: 'stream_options', json: '{"include_usage":true}' };
const answer = {
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'length' }],
  usage: usage(5, 8),
};

function read(body: unknown, headers: Record<string, string> = {}, draftTokens?: number | null) {
  const context = draftTokens === undefined ? undefined : { draftTokens };
  return tgiAdapter.readAnswer(bytes(typeof body === 'string' ? body : JSON.stringify(body)), 0, 9, headers, context);
}

describe('tgiAdapter.ask', () => {
  const stream = { route: 'chat', stream: true, streamOptions: null, includeUsage: false, members: [] } as const;
  const speculator = { draftTokens: 4 };

  it('asks for usage where this TGI knows the word and the client did not ask', () => {
    const asking = { edits: [ask], cut: { events: ['usage'], members: [] } };
    expect(tgiAdapter.ask(stream, { includeUsage: true }, speculator)).toEqual(asking);
    expect(tgiAdapter.ask({ ...stream, streamOptions: { other: 1 } }, { includeUsage: true }, speculator)).toEqual(
      asking,
    );
  });

  it.each([
    ['an old TGI', stream, false],
    ['a client that asked itself', { ...stream, streamOptions: {}, includeUsage: true }, true],
    ['a whole answer', { ...stream, stream: false }, true],
  ])('changes nothing for %s', (_name, request, includeUsage) => {
    expect(tgiAdapter.ask(request, { includeUsage }, speculator).edits).toEqual([]);
  });
});

describe('tgiAdapter.readAnswer', () => {
  it('reads usage and the reason of the end; a whole answer has no times', () => {
    expect(read(answer)).toEqual({
      end: 'complete',
      engineError: null,
      tokens: { ...unknownTokens, prompt: 5, completion: 8 },
      finishReason: 'length',
      firstTokenAtMs: null,
      lastTokenAtMs: null,
      events: 0,
      speculation: null,
    });
  });

  it('falls back to the headers where the body has no usage', () => {
    const headers = { 'x-prompt-tokens': '5', 'x-generated-tokens': '7' };
    expect(read({ choices: answer.choices }, headers).tokens).toMatchObject({
      prompt: 5,
      completion: 7,
      source: 'engine',
    });
    const garbled = { 'x-prompt-tokens': '5', 'x-generated-tokens': '7e3' };
    expect(read({ choices: answer.choices }, garbled).tokens.completion).toBeNull();
  });

  it('makes a step of every token without a speculator, and says nothing with one', () => {
    expect(read(answer, {}, 0).speculation?.sums).toMatchObject({ requests: 1, tokens: 8, steps: 8 });
    expect(read(answer, {}, 4).speculation).toBeNull();
    expect(read(answer, {}, null).speculation).toBeNull();
  });

  it.each([
    ['HTML', '<html></html>'],
    ['cut JSON', '{"choices":[{"mess'],
    ['JSON without choices', '{"id":""}'],
    ['JSON with no choice', '{"choices":[]}'],
    ['an empty body', ''],
  ])('calls %s malformed', (_name, body) => {
    expect(read(body).end).toBe('malformed');
  });

  it('reads an error with status 200', () => {
    const reading = read({ error: 'Incomplete generation', error_type: 'incomplete_generation' });
    expect(reading).toMatchObject({ end: 'engine-error', engineError: { status: 500, code: 'incomplete_generation' } });
  });
});
