import { describe, expect, it } from 'vitest';
import { readTgiError } from './error.ts';
import { readTgiInfo } from './info.ts';

describe('readTgiError: error and error_type, in bodies of all versions and streams up to 2.4', () => {
  it.each([
    ['validation', 422],
    ['template_error', 422],
    ['missing_template_variable', 422],
    ['tool_error', 422],
    ['suffix not supported', 422],
    ['batch size exceeded', 422],
    ['generation', 424],
    ['overloaded', 429],
    ['incomplete_generation', 500],
    ['incomplete_generation_stream', 500],
    ['healthcheck', 503],
    ['no fast tokenizer', 404],
    ['something newer', 500],
  ])('%s has status %d', (errorType, status) => {
    expect(readTgiError({ error: 'text', error_type: errorType })).toEqual({ message: 'text', status, errorType });
  });

  it('goes by the message where the type is missing', () => {
    expect(readTgiError({ error: 'Model is overloaded' })).toMatchObject({ status: 429, errorType: 'overloaded' });
  });
});

describe('readTgiError: the error object in streams of TGI 3, which always says 422', () => {
  it.each([
    ['Model is overloaded', 429, 'overloaded'],
    ['Input validation error: `inputs` cannot be empty', 422, 'validation'],
    ['Request failed during generation: Server error: CUDA out of memory', 424, 'generation'],
    ['Incomplete generation', 500, 'incomplete_generation'],
    ['Incomplete generation stream', 500, 'incomplete_generation_stream'],
    ['Template error: undefined value', 422, 'template_error'],
    ['Missing template vatiable: content', 422, 'missing_template_variable'],
    ['Tool error: Tool with name x not found', 422, 'tool_error'],
    ['Something newer', 422, 'unknown'],
    ['A user wrote: Model is overloaded', 422, 'unknown'],
  ])('%s is really %d, %s', (message, status, errorType) => {
    expect(readTgiError({ error: { message, http_status_code: 422 } })).toEqual({ message, status, errorType });
  });
});

describe('readTgiError: what is no error of TGI', () => {
  it.each([
    [null],
    ['error'],
    [{}],
    [{ error: null }],
    [{ error: { message: 'an OpenAI error', type: 'server_error', param: null, code: null } }],
    [{ error: { message: 5, http_status_code: 422 } }],
    [{ choices: [] }],
  ])('%j is null', (value) => {
    expect(readTgiError(value)).toBeNull();
  });
});

describe('readTgiInfo', () => {
  const common = { model_id: 'ibm-fms/llama3-8b-accelerator', max_concurrent_requests: 128, max_total_tokens: 2048 };
  const read = { modelId: 'ibm-fms/llama3-8b-accelerator', maxConcurrentRequests: 128, maxTotalTokens: 2048 };

  it('reads TGI 2.2 and later', () => {
    const info = {
      ...common,
      version: '2.2.1-dev0',
      sha: 'b70ae09',
      docker_label: 'sha-b70ae09',
      max_input_tokens: 1562,
    };
    expect(readTgiInfo(info)).toEqual({
      ...read,
      version: '2.2.1-dev0',
      sha: 'b70ae09',
      dockerLabel: 'sha-b70ae09',
      maxInputTokens: 1562,
    });
  });

  it('reads TGI 2.0, which calls the limit max_input_length', () => {
    const info = { ...common, version: '2.0.4', sha: null, docker_label: null, max_input_length: 1562 };
    expect(readTgiInfo(info)).toEqual({
      ...read,
      version: '2.0.4',
      sha: null,
      dockerLabel: null,
      maxInputTokens: 1562,
    });
  });

  it('gives null for what is not said, and for an answer that is not from TGI', () => {
    const bare = {
      sha: null,
      dockerLabel: null,
      maxInputTokens: null,
      maxTotalTokens: null,
      maxConcurrentRequests: null,
    };
    expect(readTgiInfo({ model_id: 'm', version: '9' })).toEqual({ modelId: 'm', version: '9', ...bare });
    expect([null, [], 'TGI', {}, { model_id: 'm' }, { version: 5, model_id: 'm' }].map(readTgiInfo)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });
});
