import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import {
  answering,
  streaming,
  usageEvent,
  wholeAnswer,
  wholeStream,
  tokenEvent,
  doneEvent,
} from '../pipeline/testing/engine-answers.ts';
import { ScriptedEngine } from '../pipeline/testing/scripted-engine.ts';
import { ask } from '../testing/raw-client.ts';
import { gatewayYaml, TestGateway } from '../testing/test-gateway.ts';

/** The two test requests of the document that this project grew from. */
const systemRequest = `{
  "model": "tgi",
  "messages": [
    {
      "role": "system",
      "content": "You are a helpful assistant."
    },
    {
      "role": "user",
      "content": "What is deep learning?"
    }
  ],
  "stream": false,
  "max_tokens": 250
}`;
const poemRequest = `{
  "model": "tgi",
  "messages": [
    {
      "role": "user",
      "content": "Write a poem for my three year old"
    }
  ],
  "stream": false,
  "max_tokens": 250
}`;

describe('the two curl requests', () => {
  it.each([systemRequest, poemRequest])('are answered, and reach TGI byte for byte', async (body) => {
    await using engine = await ScriptedEngine.start(answering(wholeAnswer));
    await using gateway = await TestGateway.start({
      yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${engine.url}"]` }),
    });
    // What curl sends for `-X POST -d … -H 'Content-Type: application/json'`.
    const headers = { accept: '*/*', 'user-agent': 'curl/8.5.0', 'content-type': 'application/json' };
    const answer = await ask(gateway.url, body, { headers });
    expect([answer.status, answer.text]).toEqual([200, wholeAnswer]);
    expect(engine.received.map((request) => request.body.toString())).toEqual([body]);
    expect(gateway.records).toMatchObject([
      { outcome: 'ok', status: 200, model: 'tgi', maxTokens: 250, stream: false },
    ]);
  });
});

describe('the openai client', () => {
  const messages = [{ role: 'user', content: 'Hello' }] as const;

  it('gets a whole answer', async () => {
    await using engine = await ScriptedEngine.start(answering(wholeAnswer));
    await using gateway = await TestGateway.start({
      yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${engine.url}"]` }),
    });
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'secret', maxRetries: 0 });
    const answer = await client.chat.completions.create({ model: 'tgi', messages: [...messages] });
    expect(answer.choices[0]?.message.content).toBe('Hi there');
    expect(answer.usage?.completion_tokens).toBe(3);
  });

  it('gets a stream, and its usage when it asks for it', async () => {
    const stream = wholeStream.replace(doneEvent, usageEvent + doneEvent);
    await using engine = await ScriptedEngine.start(streaming(stream));
    await using gateway = await TestGateway.start({
      yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${engine.url}"]` }),
      includeUsage: true,
    });
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'secret', maxRetries: 0 });
    const chunks = await client.chat.completions.create({
      model: 'tgi',
      messages: [...messages],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let completionTokens: number | undefined;
    for await (const chunk of chunks) {
      text += chunk.choices[0]?.delta.content ?? '';
      completionTokens = chunk.usage?.completion_tokens ?? completionTokens;
    }
    expect([text, completionTokens]).toEqual(['Hi there', 3]);
  });

  it('throws when the engine breaks off in the middle', async () => {
    await using engine = await ScriptedEngine.start(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`${tokenEvent('Hi')}data: {"cut`, () => response.destroy());
    });
    await using gateway = await TestGateway.start({
      yaml: gatewayYaml({ baseline: `engine: tgi, model: m, replicas: ["${engine.url}"]` }),
    });
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'secret', maxRetries: 0 });
    const chunks = await client.chat.completions.create({ model: 'tgi', messages: [...messages], stream: true });
    let text = '';
    await expect(async () => {
      for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? '';
    }).rejects.toThrow('ended before it was whole');
    expect(text).toBe('Hi');
  });

  it('lists the models', async () => {
    await using gateway = await TestGateway.start({
      yaml: gatewayYaml({ baseline: 'engine: tgi, model: m, replicas: ["http://127.0.0.1:9"]' }),
    });
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'secret', maxRetries: 0 });
    const ids: string[] = [];
    for await (const model of client.models.list()) ids.push(model.id);
    expect(ids).toEqual(['tgi']);
    expect((await client.models.retrieve('tgi')).owned_by).toBe('slipstream');
    await expect(client.models.retrieve('gpt-9')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });
});
