import { describe, expect, it } from 'vitest';
import { chat, type ChatChunkBody, chatJson } from '../../../testing/chat-calls.ts';
import { eventData, type HttpAnswer, jsonEvents } from '../../../testing/http-call.ts';
import { launch, type Launched } from '../../../testing/launch-emulator.ts';
import { metric } from '../../../testing/metric-page.ts';

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } },
  },
};
const ask = (emulator: Launched, fields: object = {}): Promise<HttpAnswer> =>
  chat(emulator, {
    messages: [{ role: 'user', content: 'How is the weather in Oslo?' }],
    tools: [weather],
    max_tokens: 200,
    ...fields,
  });
const args = { city: 'example', days: 42 };

describe('tools in whole answers', () => {
  it.each(['tgi-2.0', 'tgi-2.2'])('%s: a call’s arguments are an object, and there is no content', async (dialect) => {
    const emulator = await launch(['--dialect', dialect]);
    const { choices } = chatJson(await ask(emulator, { tool_choice: 'auto' }));
    expect(choices[0]!.message).toEqual({
      role: 'assistant',
      tool_calls: [
        { id: '0', type: 'function', function: { description: null, name: 'get_weather', arguments: args } },
      ],
    });
    expect(choices[0]!.finish_reason).toBe(dialect === 'tgi-2.0' ? 'eos_token' : 'stop');
  });

  it('tgi-3.3: a call’s arguments are a string', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const [call] = chatJson(await ask(emulator)).choices[0]!.message.tool_calls as [
      { function: { arguments: string } },
    ];
    expect(JSON.parse(call.function.arguments)).toEqual(args);
  });

  it('tgi-2.0: without tool_choice tools are ignored', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    expect(chatJson(await ask(emulator)).choices[0]!.message).not.toHaveProperty('tool_calls');
  });

  it('tgi-2.2: tool_choice none is a plain answer', async () => {
    const emulator = await launch();
    expect(chatJson(await ask(emulator, { tool_choice: 'none' })).choices[0]!.message.content).not.toBe('');
  });

  it('tgi-2.2: when no tool fits, the pseudo tool notify_error is called', async () => {
    const emulator = await launch();
    const messages = [{ role: 'user', content: 'Sing!' }];
    const { message } = chatJson(await ask(emulator, { messages })).choices[0]!;
    expect(message.tool_calls).toMatchObject([{ function: { name: 'notify_error' } }]);
  });

  it('tgi-3.3: when no tool fits, a second generation answers: three requests counted', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const messages = [{ role: 'user', content: 'Sing!' }];
    const { message } = chatJson(await ask(emulator, { messages })).choices[0]!;
    expect(message.content).not.toBe('');
    expect(await metric(emulator, 'tgi_request_count')).toBe(3);
    expect(emulator.engine.truth().requests).toBe(2);
    const required = chatJson(await ask(emulator, { messages, tool_choice: 'required' })).choices[0]!.message;
    expect(required.tool_calls).toMatchObject([{ function: { name: 'get_weather' } }]);
  });

  it('tgi-2.0: an unknown tool name ends the connection without an answer', async () => {
    const emulator = await launch(['--dialect', 'tgi-2.0']);
    await expect(ask(emulator, { tool_choice: 'get_time' })).rejects.toThrow('socket hang up');
  });

  it.each(['tgi-2.2', 'tgi-3.3'])(
    '%s: an unknown tool name is a tool_error, real HTTP in a stream too',
    async (dialect) => {
      const emulator = await launch(['--dialect', dialect]);
      const named = { type: 'function', function: { name: 'get_time' } };
      for (const choice of ['get_time', named]) {
        const { status, text } = await ask(emulator, { tool_choice: choice, stream: true });
        expect(status).toBe(422);
        expect(JSON.parse(text)).toEqual({
          error: 'Tool error: Tool with name get_time not found',
          error_type: 'tool_error',
        });
      }
    },
  );

  it('tgi-2.2: tools and response_format exclude each other', async () => {
    const emulator = await launch();
    const { text } = await ask(emulator, { response_format: { type: 'json', value: { properties: {} } } });
    expect(text).toContain('Tool error: Grammar and tools are mutually exclusive');
  });

  it('tgi-2.2: a call that max_tokens cuts off is a tool_error', async () => {
    const emulator = await launch();
    const { status, text } = await ask(emulator, { max_tokens: 4 });
    expect([status, text]).toEqual([422, expect.stringContaining('Tool error: Failed to parse generated text')]);
  });
});

describe('tools in streams', () => {
  it('tgi-2.2: the raw call streams in an object, EOS included', async () => {
    const emulator = await launch();
    const chunks = jsonEvents<ChatChunkBody>((await ask(emulator, { stream: true })).text);
    const calls = chunks.map((chunk) => {
      return chunk.choices[0]!.delta.tool_calls as { id: string; function: { name: null; arguments: string } };
    });
    expect(calls[0]).toMatchObject({ index: 0, id: '', type: 'function', function: { name: null } });
    expect(calls.map((call) => call.function.arguments).join('')).toBe(
      '{"function": {"_name": "get_weather", "city": "example", "days": 42}}<|eot_id|>',
    );
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('stop');
  });

  it('tgi-3.3: the name comes first, then the arguments in pieces, and no finish reason', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const chunks = jsonEvents<ChatChunkBody>((await ask(emulator, { stream: true })).text);
    const calls = chunks.map((chunk) => {
      const [call] = chunk.choices[0]!.delta.tool_calls as [
        { id: string; function: { name: string | null; arguments: string } },
      ];
      return call;
    });
    expect(calls[0]).toMatchObject({ index: 0, id: '0', function: { name: 'get_weather', arguments: '{' } });
    expect(calls.slice(1).every((call) => call.function.name === null)).toBe(true);
    expect(JSON.parse(calls.map((call) => call.function.arguments).join(''))).toEqual(args);
    expect(chunks.every((chunk) => chunk.choices[0]!.finish_reason === null)).toBe(true);
  });

  it('tgi-3.3: when no tool fits, the stream starts again with text, and the first generation counts as dropped', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const messages = [{ role: 'user', content: 'Sing!' }];
    const { text } = await ask(emulator, { messages, stream: true, stream_options: { include_usage: true } });
    const chunks = jsonEvents<ChatChunkBody>(text);
    expect(chunks.filter((chunk) => chunk.choices.length === 0)).toHaveLength(1);
    expect(chunks.some((chunk) => (chunk.choices[0]?.delta.content ?? '') !== '')).toBe(true);
    expect(eventData(text).filter((data) => data === '[DONE]')).toHaveLength(1);
    expect(await metric(emulator, 'tgi_request_failure', 'tgi_request_failure', { err: 'dropped' })).toBe(1);
  });
});
