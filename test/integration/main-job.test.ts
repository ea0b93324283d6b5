import { OpenAI } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningChild } from '../../scripts/demo/child.ts';
import { startEmulator, startGateway, type Emulator } from '../support/start.ts';

/** Real processes: three emulated TGI servers, one gateway, and the requests of the document this project grew from. */

const withSystemMessage = {
  model: 'tgi',
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'What is deep learning?' },
  ],
  stream: false,
  max_tokens: 250,
};
const withoutSystemMessage = {
  model: 'tgi',
  messages: [{ role: 'user', content: 'Write a poem for my three year old' }],
  stream: false,
  max_tokens: 250,
};

interface Answer {
  readonly choices: readonly { readonly message: { readonly role: string; readonly content: string } }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}

let emulators: readonly Emulator[];
let gateway: RunningChild;

beforeAll(async () => {
  const fast = ['--time-scale', '50'];
  const medusaIds = ['--base', 'mistral-7b', '--model-id', 'text-generation-inference/Mistral-7B-Instruct-v0.2-medusa'];
  emulators = await Promise.all([
    startEmulator(...fast),
    startEmulator('--speculator', 'mlp', ...fast),
    startEmulator('--speculator', 'medusa', ...medusaIds, ...fast),
  ]);
  const [baseline, mlp, medusa] = emulators.map((emulator) => emulator.url);
  gateway = await startGateway(`
models:
  tgi:
    variants:
      baseline: { engine: tgi, model: meta-llama/Meta-Llama-3-8B-Instruct, base: llama-3-8b, replicas: [${baseline}] }
      mlp: { engine: tgi, model: ibm-fms/llama3-8b-accelerator, base: llama-3-8b, control: baseline, speculator: { kind: mlp }, replicas: [${mlp}] }
      medusa: { engine: tgi, model: text-generation-inference/Mistral-7B-Instruct-v0.2-medusa, base: mistral-7b, control: baseline, speculator: { kind: medusa }, replicas: [${medusa}] }
    experiment: { seed: main-job, weights: { baseline: 1, mlp: 1, medusa: 1 }, allowForced: true }
`);
});

afterAll(async () => {
  await gateway?.stop();
  await Promise.all((emulators ?? []).map((emulator) => emulator.stop()));
});

function ask(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('the two requests of the seed document', () => {
  it.each([
    ['with a system message', withSystemMessage],
    ['without a system message', withoutSystemMessage],
  ])('%s: answered as they are', async (_name, body) => {
    const response = await ask(body);
    expect(response.status).toBe(200);
    const answer = (await response.json()) as Answer;
    expect(answer.choices[0]?.message.role).toBe('assistant');
    expect(answer.choices[0]?.message.content.length).toBeGreaterThan(50);
    expect(answer.usage.completion_tokens).toBeLessThanOrEqual(250);
    expect(answer.usage.total_tokens).toBe(answer.usage.prompt_tokens + answer.usage.completion_tokens);
  });

  it('says in headers which variant and replica answered, and the request id', async () => {
    const response = await ask(withoutSystemMessage);
    await response.arrayBuffer();
    const variant = response.headers.get('x-slipstream-variant');
    expect(['baseline', 'mlp', 'medusa']).toContain(variant);
    expect(response.headers.get('x-slipstream-replica')).toContain(variant);
    expect(response.headers.get('x-request-id')).toMatch(/^[\w.-]{8,128}$/);
  });
});

describe('the openai client', () => {
  it('streams, and gets the same greedy text from the baseline and from the speculator', async () => {
    const texts = await Promise.all(['baseline', 'mlp'].map((variant) => streamedText(variant)));
    expect(texts[0]?.length).toBeGreaterThan(100);
    expect(texts[1]).toBe(texts[0]);
  });

  it('works without streaming', async () => {
    const completion = await client('mlp').chat.completions.create({
      model: 'tgi',
      messages: [{ role: 'user', content: 'What is deep learning?' }],
      max_tokens: 40,
    });
    expect(completion.choices[0]?.message.content).toBeTruthy();
    expect(completion.usage?.completion_tokens).toBeLessThanOrEqual(40);
  });

  it('lists the models', async () => {
    const page = await client('baseline').models.list();
    expect(page.data.map((model) => model.id)).toEqual(['tgi']);
  });

  it('gets a typed error for a model that does not exist, with the names that do', async () => {
    const asking = client('baseline').chat.completions.create({
      model: 'gpt-9',
      messages: [{ role: 'user', content: 'Hi' }],
    });
    const error: unknown = await asking.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ status: 404, code: 'model_not_found' });
    expect((error as Error).message).toContain('tgi');
  });

  function client(variant: string): OpenAI {
    const defaultHeaders = { 'x-slipstream-variant': variant };
    return new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'unused', maxRetries: 0, defaultHeaders });
  }

  async function streamedText(variant: string): Promise<string> {
    const stream = await client(variant).chat.completions.create({
      model: 'tgi',
      messages: [{ role: 'user', content: 'Write a Python function that parses a CSV line.' }],
      max_tokens: 120,
      temperature: 0,
      stream: true,
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    return text;
  }
});

describe('assignment', () => {
  it('is sticky by session, and splits sessions over all variants', async () => {
    const short = { ...withoutSystemMessage, max_tokens: 1 };
    const variantOf = async (session: string): Promise<string | null> => {
      const response = await ask(short, { 'x-session-id': session });
      await response.arrayBuffer();
      return response.headers.get('x-slipstream-variant');
    };
    const sessions = Array.from({ length: 30 }, (_, index) => `session-${index}`);
    const first = await Promise.all(sessions.map((session) => variantOf(session)));
    const second = await Promise.all(sessions.map((session) => variantOf(session)));
    expect(second).toEqual(first);
    expect(new Set(first)).toEqual(new Set(['baseline', 'mlp', 'medusa']));
  });
});

describe('bad input gets a clear error in the OpenAI shape', () => {
  it.each([
    ['malformed JSON', '{"model": "tgi", "messages": [', 400, 'invalid_json', /line 1/],
    ['a wrong type', { ...withSystemMessage, messages: 'hello' }, 400, 'invalid_request', /messages/],
    ['no model', { messages: withSystemMessage.messages }, 400, 'invalid_request', /model/],
    ['no such model', { ...withSystemMessage, model: 'nope' }, 404, 'model_not_found', /tgi/],
    ['what only the engine can judge', { ...withSystemMessage, top_p: 1 }, 422, 'engine_rejected', /top_p/],
    [
      'an oversize body',
      `{"model":"tgi","messages":[{"role":"user","content":"${'x'.repeat(20_000_000)}"}]}`,
      413,
      'body_too_large',
      /./,
    ],
  ])('%s', async (_name, body, status, code, message) => {
    const response = await ask(body);
    const answer = (await response.json()) as { error: { message: string; type: string; code: string } };
    expect(answer.error).toMatchObject({ code, type: expect.any(String) as string });
    expect(answer.error.message).toMatch(message);
    expect(response.status).toBe(status);
  });
});
