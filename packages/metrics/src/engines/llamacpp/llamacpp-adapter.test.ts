import { describe, expect, it } from 'vitest';
import { bytes, usage } from '../stream-fixtures.ts';
import { llamaCppAdapter } from './llamacpp-adapter.ts';

describe('llamaCppAdapter', () => {
  it('asks for nothing: the last event has it all, and usage would move it to an event that is cut off', () => {
    const stream = { route: 'chat', stream: true, streamOptions: null, includeUsage: false, members: [] } as const;
    const asking = llamaCppAdapter.ask(stream, { includeUsage: true }, { draftTokens: 3 });
    expect(asking).toEqual({ edits: [], cut: { events: [], members: [] } });
  });

  it('reads the timings of a whole answer', () => {
    const answer = {
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
      usage: { ...usage(20, 11), prompt_tokens_details: { cached_tokens: 4 } },
      timings: { cache_n: 4, prompt_n: 16, predicted_n: 11, draft_n: 12, draft_n_accepted: 6 },
    };
    const reading = llamaCppAdapter.readAnswer(bytes(JSON.stringify(answer)), 0, 9, {}, { draftTokens: 3 });
    expect(reading).toMatchObject({
      tokens: { prompt: 20, completion: 11, cached: 4 },
      speculation: { sums: { steps: 5, accepted: 6 }, method: 'derived' },
    });
  });

  it.each([
    [400, 'exceed_context_size_error', 'exceed_context_size_error'],
    [401, 'authentication_error', 'unauthorized'],
    [501, 'not_supported_error', 'not_supported_error'],
    // Still loading its model: not an overload, another replica will do.
    [503, 'unavailable_error', 'unavailable_error'],
  ])('reads its %i', (status, type, code) => {
    const body = bytes(JSON.stringify({ error: { code: status, message: 'm', type } }));
    expect(llamaCppAdapter.readError(status, body, 'application/json')).toEqual({ status, code, message: 'm' });
  });

  it('finds out its build, its model and whether it speculates', () => {
    const props = { build_info: 'b10430-d32676d77', model_path: '/models/llama.gguf', total_slots: 4 };
    const identify = (slots: unknown) =>
      llamaCppAdapter.probe.identify(
        new Map([
          ['/props', bytes(JSON.stringify(props))],
          ['/slots', bytes(JSON.stringify(slots))],
        ]),
      );
    expect(
      identify([
        { id: 0, speculative: false },
        { id: 1, speculative: true },
      ]),
    ).toEqual({
      engine: 'llamacpp',
      version: 'b10430-d32676d77',
      model: '/models/llama.gguf',
      speculation: true,
      draftTokens: null,
      perRequestStatistics: true,
      capabilities: { includeUsage: true },
    });
    expect(identify([{ id: 0, speculative: false }])?.speculation).toBe(false);
    expect(identify({ error: { code: 501 } })?.speculation).toBeNull();
    expect(llamaCppAdapter.probe.identify(new Map())).toBeNull();
  });
});
