import { describe, expect, it } from 'vitest';
import { chat, chatJson, plainChat } from '../../../testing/chat-calls.ts';
import { launch } from '../../../testing/launch-emulator.ts';

const validation = (reason: string): string =>
  JSON.stringify({ error: `Input validation error: ${reason}`, error_type: 'validation' });

describe('parameters that TGI refuses as 422 JSON', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['top_p 1 is refused, though OpenAI clients send it', { top_p: 1 }, '`top_p` must be > 0.0 and < 1.0'],
    ['top_p 0 is refused', { top_p: 0 }, '`top_p` must be > 0.0 and < 1.0'],
    ['a negative temperature is refused', { temperature: -1 }, '`temperature` must be strictly positive'],
    [
      'presence_penalty is a repetition penalty of that plus 2, so −2 is refused',
      { presence_penalty: -2 },
      '`repetition_penalty` must be strictly positive',
    ],
    [
      'frequency_penalty above 2 is refused',
      { frequency_penalty: 2.5 },
      '`frequency_penalty` must be >= -2.0 and <= 2.0',
    ],
    ['max_tokens 0 is refused', { max_tokens: 0 }, '`max_new_tokens` must be strictly positive'],
    [
      'five stop sequences are one too many',
      { stop: ['a', 'b', 'c', 'd', 'e'] },
      '`stop` supports up to 4 stop sequences. Given: 5',
    ],
    [
      'six top_logprobs are one too many',
      { logprobs: true, top_logprobs: 6 },
      '`top_n_tokens` must be >= 0 and <= 5. Given: 6',
    ],
  ])('tgi-2.2: %s', async (_fact, fields, reason) => {
    const emulator = await launch();
    const { status, text, headers } = await chat(emulator, fields);
    expect([status, text]).toEqual([422, validation(reason)]);
    expect(headers['content-type']).toBe('application/json');
    expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['presence_penalty 0 and 2 pass', { presence_penalty: 0 }],
    ['four stop sequences pass', { stop: ['a1', 'b2', 'c3', 'd4'] }],
    ['null is as good as absent', { top_p: null, stop: null, max_tokens: null, tools: null, seed: null, n: null }],
    ['n is ignored', { n: 3 }],
    ['unknown fields are ignored', { metadata: { a: 1 }, store: true, user: 'u', parallel_tool_calls: false }],
    ['a seed beyond 2^53 passes', { seed: 1e18 }],
  ])('tgi-2.2: %s', async (_fact, fields) => {
    const emulator = await launch();
    const answer = await chat(emulator, fields);
    expect(answer.status).toBe(200);
    expect(chatJson(answer).choices).toHaveLength(1);
  });
});

describe('lengths', () => {
  it.each(['tgi-2.0', 'tgi-2.2'])('%s: max_tokens is 100 when absent', async (dialect) => {
    const emulator = await launch(['--dialect', dialect]);
    const { choices, usage } = chatJson(await chat(emulator, { max_tokens: undefined }));
    // The answer to this prompt is longer than that.
    expect([usage.completion_tokens, choices[0]!.finish_reason]).toEqual([100, 'length']);
  });

  it('tgi-3.3: max_tokens is what fits when absent', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const { choices, usage } = chatJson(await chat(emulator, { max_tokens: undefined }));
    expect(usage.completion_tokens).toBeGreaterThan(100);
    expect(choices[0]!.finish_reason).toBe('stop');
  });

  it('tgi-3.3: max_completion_tokens is max_tokens, and both together are refused as plain text', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const one = await chat(emulator, { max_tokens: undefined, max_completion_tokens: 7 });
    expect(chatJson(one).usage.completion_tokens).toBe(7);
    const both = await chat(emulator, { max_completion_tokens: 7 });
    expect([both.status, both.text]).toEqual([422, expect.stringContaining('duplicate field `max_tokens`')]);
  });

  it('tgi-2.2: max_completion_tokens is unknown, so ignored', async () => {
    const emulator = await launch();
    const answer = chatJson(await chat(emulator, { max_completion_tokens: 3 }));
    expect(answer.usage.completion_tokens).toBe(12);
  });

  it('tgi-2.2: prompt and max_tokens may not exceed max_total_tokens together', async () => {
    const emulator = await launch();
    const inputs = chatJson(await chat(emulator)).usage.prompt_tokens;
    const given = (max: number): string =>
      `\`inputs\` tokens + \`max_new_tokens\` must be <= 2048. Given: ${inputs} \`inputs\` tokens and ${max} \`max_new_tokens\``;
    const tooMany = 2049 - inputs;
    expect((await chat(emulator, { max_tokens: tooMany })).text).toBe(validation(given(tooMany)));
    expect((await chat(emulator, { max_tokens: tooMany - 1 })).status).toBe(200);
  });

  it('tgi-2.2: a prompt may not exceed max_input_tokens', async () => {
    const emulator = await launch(['--max-input-tokens', '20']);
    const content = 'word '.repeat(30);
    const { status, text } = await chat(emulator, { messages: [{ role: 'user', content }] });
    expect(status).toBe(422);
    expect(text).toMatch(/`inputs` must have less than 20 tokens. Given: \d+/);
  });

  it('tgi-3.3: only 1,024 of max_tokens count against the total', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    expect((await chat(emulator, { max_tokens: 100_000 })).status).toBe(200);
  });
});

describe('messages', () => {
  it('tgi-2.0: model is required; tgi-2.2: it is not', async () => {
    const body = { messages: plainChat.messages, max_tokens: 2 };
    const older = await (await launch(['--dialect', 'tgi-2.0'])).call('/v1/chat/completions', { body });
    expect([older.status, older.text]).toEqual([422, expect.stringContaining('missing field `model`')]);
    const newer = await (await launch()).call('/v1/chat/completions', { body });
    expect(newer.status).toBe(200);
  });

  it('tgi-2.2: guideline is a text; tgi-3.3: it is no field', async () => {
    expect((await chat(await launch(), { guideline: 1 })).status).toBe(422);
    expect((await chat(await launch(['--dialect', 'tgi-3.3']), { guideline: 1 })).status).toBe(200);
  });

  it('tgi-3.3: a last message of the assistant is continued', async () => {
    const messages = [...plainChat.messages, { role: 'assistant', content: 'It is' }];
    const text = async (dialect: string): Promise<string> => {
      const emulator = await launch(['--dialect', dialect]);
      const { text } = await emulator.call('/chat_tokenize', { body: { ...plainChat, messages } });
      return (JSON.parse(text) as { templated_text: string }).templated_text;
    };
    expect((await text('tgi-3.3')).endsWith('It is')).toBe(true);
    expect((await text('tgi-2.2')).endsWith('It is')).toBe(false);
  });

  it('tgi-2.2: content may be text parts and images, which become Markdown', async () => {
    const emulator = await launch();
    const content = [
      { type: 'text', text: 'See ' },
      { type: 'image_url', image_url: { url: 'http://x/y.png' } },
    ];
    const { text } = await emulator.call('/chat_tokenize', { body: { messages: [{ role: 'user', content }] } });
    expect(text).toContain('See ![](http://x/y.png)');
  });

  it.each(['tgi-2.0', 'tgi-2.2'])('%s: content null is refused, with tool_calls too', async (dialect) => {
    const emulator = await launch(['--dialect', dialect]);
    const messages = [{ role: 'assistant', content: null, tool_calls: [] }];
    const { status, text } = await chat(emulator, { messages });
    expect([status, text]).toEqual([422, expect.stringContaining('MessageContent')]);
  });

  it('tgi-3.3: content null passes with tool_calls, and is refused without', async () => {
    const emulator = await launch(['--dialect', 'tgi-3.3']);
    const call = { role: 'assistant', content: null, tool_calls: [{ id: '0' }] };
    expect((await chat(emulator, { messages: [...plainChat.messages, call] })).status).toBe(200);
    const { status, text } = await chat(emulator, { messages: [{ role: 'assistant', content: null }] });
    expect([status, text]).toEqual([422, expect.stringContaining('MessageBody')]);
  });

  it('tgi-2.2: a Mistral conversation must alternate, else template_error as real HTTP 422, streaming or not', async () => {
    const emulator = await launch(['--base', 'mistral-7b']);
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ];
    for (const stream of [true, false]) {
      const { status, text } = await chat(emulator, { messages, stream });
      expect(status).toBe(422);
      expect(JSON.parse(text)).toMatchObject({ error_type: 'template_error' });
    }
  });

  it('baseline and mlp see the same prompt and give the same greedy answer', async () => {
    const baseline = await launch();
    const mlp = await launch(['--speculator', 'mlp']);
    const answers = [await chat(baseline, { max_tokens: 80 }), await chat(mlp, { max_tokens: 80 })].map(chatJson);
    expect(answers[0]!.choices[0]!.message).toEqual(answers[1]!.choices[0]!.message);
    expect(answers[0]!.usage).toEqual(answers[1]!.usage);
  });
});

describe('stop strings', () => {
  it('tgi-2.2: the stop text stays in the answer, and the reason is stop_sequence', async () => {
    const emulator = await launch();
    const { content } = chatJson(await chat(emulator, { max_tokens: 60 })).choices[0]!.message;
    const stop = /\S+/.exec(content.slice(20))![0];
    const { message, finish_reason: reason } = chatJson(await chat(emulator, { max_tokens: 60, stop: [stop] }))
      .choices[0]!;
    expect(reason).toBe('stop_sequence');
    expect(message.content.endsWith(stop)).toBe(true);
    expect(content.startsWith(message.content)).toBe(true);
  });
});
