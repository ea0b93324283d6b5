import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { readGenerationRequest } from './generation-request.ts';
import type { GenerationRoute } from './generation-request.ts';

const messages = [{ role: 'user', content: 'What is deep learning?' }];

function read(body: unknown, route: GenerationRoute = 'chat'): ReturnType<typeof readGenerationRequest> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return readGenerationRequest(bytes, route, { jsonDepth: 64, messages: 10 });
}

function refusal(body: unknown, route: GenerationRoute = 'chat'): GatewayError {
  try {
    read(body, route);
  } catch (thrown) {
    if (thrown instanceof GatewayError) return thrown;
    throw thrown;
  }
  throw new Error('the body was accepted');
}

describe('readGenerationRequest', () => {
  it('reads what routing and metering need', () => {
    const body = { model: 'tgi', messages, stream: true, user: 'u', max_tokens: 250, temperature: 0.5 };
    expect(read(body)).toMatchObject({
      model: 'tgi',
      stream: true,
      user: 'u',
      maxTokens: 250,
      temperature: 0.5,
      streamOptions: null,
      includeUsage: false,
    });
  });

  it('takes null for absent, as the OpenAI API does', () => {
    const body = {
      model: 'tgi',
      messages,
      stream: null,
      user: null,
      max_tokens: null,
      temperature: null,
      stream_options: null,
    };
    expect(read(body)).toMatchObject({
      stream: false,
      user: null,
      maxTokens: null,
      temperature: null,
      streamOptions: null,
    });
  });

  it('keeps a temperature of zero apart from none', () => {
    expect(read({ model: 'tgi', messages, temperature: 0 }).temperature).toBe(0);
  });

  it('knows a client that asks for usage from one that only mentions stream_options', () => {
    const asks = { model: 'tgi', messages, stream: true, stream_options: { include_usage: true } };
    expect(read(asks)).toMatchObject({ streamOptions: { include_usage: true }, includeUsage: true });
    expect(read({ ...asks, stream_options: {} })).toMatchObject({ streamOptions: {}, includeUsage: false });
  });

  it('prefers max_completion_tokens, the newer name', () => {
    expect(read({ model: 'tgi', messages, max_tokens: 1, max_completion_tokens: 2 }).maxTokens).toBe(2);
  });

  it.each([
    [{ messages }, 'model'],
    [{ model: 7, messages }, 'model'],
    [{ model: '', messages }, 'model'],
    [{ model: 'tgi' }, 'messages'],
    [{ model: 'tgi', messages: null }, 'messages'],
    [{ model: 'tgi', messages: 'hello' }, 'messages'],
    [{ model: 'tgi', messages: [] }, 'messages'],
    [{ model: 'tgi', messages, stream: 'yes' }, 'stream'],
    [{ model: 'tgi', messages, user: 5 }, 'user'],
    [{ model: 'tgi', messages, max_tokens: '250' }, 'max_tokens'],
    [{ model: 'tgi', messages, max_tokens: 2.5 }, 'max_tokens'],
    [{ model: 'tgi', messages, max_tokens: 0 }, 'max_tokens'],
    [{ model: 'tgi', messages, temperature: '1' }, 'temperature'],
    [{ model: 'tgi', messages, stream_options: true }, 'stream_options'],
  ])('refuses %j and names the field', (body, param) => {
    expect(refusal(body)).toMatchObject({ code: 'invalid_request', status: 400, param });
    expect(refusal(body).message).toContain(`"${param}"`);
  });

  it('asks completions for a prompt instead of messages', () => {
    expect(read({ model: 'tgi', prompt: 'Once' }, 'completions').model).toBe('tgi');
    expect(refusal({ model: 'tgi', messages }, 'completions').param).toBe('prompt');
    expect(refusal({ model: 'tgi', prompt: 5 }, 'completions').param).toBe('prompt');
  });

  it('names line and column of what is not JSON', () => {
    const error = refusal('{\n  "model": "tgi",\n  "messages": [oops]\n}');
    expect(error).toMatchObject({ code: 'invalid_json', status: 400 });
    expect(error.message).toContain('line 3, column 16');
  });

  it.each(['', '[]', '"tgi"', '{"model":"tgi","model":"other"}', '{"model":"tgi"} trailing'])('refuses %j', (body) => {
    expect(refusal(body).code).toBe('invalid_json');
  });
});
