import { describe, expect, it } from 'vitest';
import { answering, doneEvent, streaming } from '../pipeline/testing/engine-answers.ts';
import { ask, chatBody } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';

const streamBody = { ...chatBody, stream: true };
const known = { includeUsage: true, specTokensDetails: true };
const eagle = (engine: string): string => `engine: ${engine}, speculator: { kind: eagle, draftTokens: 3 }`;

function piece(delta: object, finish: string | null = null, rest: object = {}): string {
  const chunk = { id: 'x', choices: [{ index: 0, delta, finish_reason: finish, ...rest }], vendor: { any: 1 } };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function last(members: object): string {
  return `data: ${JSON.stringify({ id: 'x', choices: [], ...members })}\n\n`;
}

const usage = { prompt_tokens: 20, completion_tokens: 11, total_tokens: 31 };
const role = piece({ role: 'assistant', content: '' });
/** A prefill's token, then steps of 4, 3, 1 and 2: 11 tokens in 5 steps. */
const steps = ['a', 'b c d e', 'f g h', 'i'].map((content) => piece({ content })).join('');
const statement = {
  num_spec_steps: 4,
  num_accepted_draft_tokens: 6,
  num_draft_tokens: 12,
  acceptance_histogram: [1, 1, 1, 1],
};
const details = { spec_verify_ct: 4, spec_num_correct_drafts: 6, spec_num_proposed_drafts: 12 };
const timings = { cache_n: 4, prompt_n: 16, predicted_n: 11, draft_n: 12, draft_n_accepted: 6 };

/** What the engine would send unasked, and what it adds because it was asked. */
const dialects = [
  {
    engine: 'vllm',
    unasked: role + steps + piece({ content: 'j k' }, 'length'),
    asked: last({ usage, metrics: { speculative_decoding: statement } }),
    method: 'exact',
  },
  {
    engine: 'sglang',
    unasked: role + steps + piece({ content: 'j k' }) + piece({}, 'length'),
    asked: last({ usage: null, sglext: { spec_tokens_details: details } }) + last({ usage }),
    method: 'exact',
  },
  {
    engine: 'llamacpp',
    unasked: `${role + steps + piece({ content: 'j k' })}data: ${JSON.stringify({
      choices: [{ index: 0, delta: {}, finish_reason: 'length' }],
      timings,
    })}\n\n`,
    asked: '',
    method: 'derived',
  },
  {
    engine: 'trtllm',
    unasked:
      piece({ role: 'assistant' }) + steps + piece({ content: 'j k' }, 'length', { avg_decoded_tokens_per_iter: 2.2 }),
    asked: last({ usage }),
    method: 'derived',
  },
] as const;

describe.each(dialects)('a stream of $engine', ({ engine, unasked, asked, method }) => {
  it('is metered by what was asked for, of which the client sees nothing', async () => {
    await using test = await startPair(streaming(unasked + asked + doneEvent), { ...known, variant: eagle(engine) });
    const answer = await ask(test.gateway.url, streamBody);
    expect(answer).toMatchObject({ status: 200, text: unasked + doneEvent, complete: true });
    expect((await settled(test.gateway)).attempts[0]?.reading).toMatchObject({
      end: 'complete',
      tokens: { prompt: 20, completion: 11, source: 'engine' },
      speculation: { sums: { tokens: 11, steps: 5, accepted: 6 }, method },
    });
  });

  it('comes through whole where the client asked for usage itself', async () => {
    const own = asked.includes('sglext') ? last({ usage }) : asked;
    await using test = await startPair(streaming(unasked + asked + doneEvent), { ...known, variant: eagle(engine) });
    const answer = await ask(test.gateway.url, { ...streamBody, stream_options: { include_usage: true } });
    expect(answer.text).toBe(unasked + own + doneEvent);
  });
});

describe('a whole answer of SGLang', () => {
  const choices = [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }];
  const sent = JSON.stringify({ id: 'x', choices, usage, sglext: { spec_tokens_details: details }, vendor: [1] });

  it('is metered by what was asked for, of which the client sees nothing', async () => {
    await using test = await startPair(answering(sent), { ...known, variant: eagle('sglang') });
    const answer = await ask(test.gateway.url, chatBody);
    expect(answer).toMatchObject({
      status: 200,
      text: JSON.stringify({ id: 'x', choices, usage, vendor: [1] }),
      complete: true,
    });
    expect(answer.headers['content-length']).toBe(String(answer.text.length));
    const { reading } = (await settled(test.gateway)).attempts[0]!;
    expect(reading?.speculation).toMatchObject({ sums: { steps: 5 }, method: 'exact' });
    const body = JSON.parse(test.engine.received[0]!.body.toString()) as Record<string, unknown>;
    expect(body['return_spec_tokens_details']).toBe(true);
  });

  it('comes through as it is where the client asked for the same', async () => {
    await using test = await startPair(answering(sent), { ...known, variant: eagle('sglang') });
    const answer = await ask(test.gateway.url, { ...chatBody, return_spec_tokens_details: true });
    expect(answer.text).toBe(sent);
  });
});

describe('errors of the engines', () => {
  const flat = { object: 'error', message: 'The request queue is full.', type: 'x', param: null, code: 503 };

  it.each([
    ['a full queue of SGLang', 'sglang', 503, JSON.stringify(flat), 429, 'engine_overloaded'],
    [
      'a full queue of vLLM',
      'vllm',
      503,
      '{"error":{"message":"full","type":"x","code":503}}',
      429,
      'engine_overloaded',
    ],
    ['Dynamo’s busy threshold', 'trtllm', 529, '{"message":"busy","type":"x","code":529}', 429, 'engine_overloaded'],
    ['a key that vLLM refuses', 'vllm', 401, '{"error":"Unauthorized"}', 502, 'engine_failed'],
    [
      'a prompt too long for llama.cpp',
      'llamacpp',
      400,
      '{"error":{"code":400,"message":"m","type":"exceed_context_size_error"}}',
      400,
      'engine_rejected',
    ],
  ])('make of %s what it means', async (_name, engine, status, body, seen, code) => {
    await using test = await startPair(answering(body, 'application/json', status), { variant: `engine: ${engine}` });
    const answer = await ask(test.gateway.url, chatBody);
    expect(answer.status).toBe(seen);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code } });
  });

  it.each([
    ['vllm', '{"error":{"message":"boom","type":"InternalServerError","param":null,"code":500}}'],
    ['sglang', '{"error":{"object":"error","message":"boom","type":"x","param":null,"code":500}}'],
    ['sglang', '{"object":"error","message":"boom","type":"x","param":null,"code":500}'],
    ['llamacpp', '{"error":{"code":500,"message":"boom","type":"server_error"}}'],
    ['trtllm', '{"message":"boom","type":"x","code":500}'],
  ])('inside a 200 stream of %s end it, although [DONE] follows', async (engine, error) => {
    const stream = `${role}${piece({ content: 'a' })}data: ${error}\n\n${doneEvent}`;
    await using test = await startPair(streaming(stream), { variant: `engine: ${engine}` });
    const answer = await ask(test.gateway.url, streamBody);
    expect(answer.complete).toBe(false);
    expect(answer.text).not.toContain('[DONE]');
    expect(answer.text).toContain('"code":"engine_failed"');
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'engine_failed' });
  });
});
