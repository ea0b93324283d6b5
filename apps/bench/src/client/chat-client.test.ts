import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../run/clock.ts';
import { chunk } from '../testing/scripted-tgi.ts';
import type { TgiScript } from '../testing/scripted-tgi.ts';
import { startTgi } from '../testing/start-tgi.ts';
import { ChatClient } from './chat-client.ts';
import type { ChatClientOptions } from './chat-client.ts';
import { chatPath } from './chat-path.ts';

function client(url: URL, changes: Partial<ChatClientOptions> = {}): ChatClient {
  const defaults = {
    model: 'tgi',
    maxTokens: 20,
    stream: true,
    forcedVariant: null,
    apiKey: null,
    connections: 1,
    timeoutMs: 5000,
  };
  const opened = new ChatClient({ url, ...defaults, clock: systemClock, ...changes });
  onTestFinished(() => opened.close());
  return opened;
}

/** The failure of one request whose answer is scripted. */
async function failureOf(instead: NonNullable<TgiScript['instead']>, changes: Partial<ChatClientOptions> = {}) {
  const { url } = await startTgi({ instead });
  return (await client(url, changes).ask('hi')).failure;
}

describe('ChatClient', () => {
  it('asks one user turn, greedy, with usage wished for', async () => {
    const { tgi, url } = await startTgi();
    await client(url, { forcedVariant: 'mlp' }).ask('What is deep learning?');
    expect(tgi.calls[0]!.body).toEqual({
      model: 'tgi',
      messages: [{ role: 'user', content: 'What is deep learning?' }],
      max_tokens: 20,
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(tgi.calls[0]!.headers['x-slipstream-variant']).toBe('mlp');
  });

  it('sends a key where it was given one, and none else', async () => {
    const { tgi, url } = await startTgi();
    await client(url, { apiKey: 'open sesame' }).ask('hi');
    await client(url).ask('hi');
    expect(tgi.calls.map(({ headers }) => headers['authorization'])).toEqual(['Bearer open sesame', undefined]);
  });

  it('reads a stream with its times in order, and who served it', async () => {
    const { url } = await startTgi({ passes: [1, 2, 2], headers: { 'x-slipstream-variant': 'mlp' } });
    const answer = await client(url).ask('hi');
    expect(answer).toMatchObject({ failure: null, status: 200, tokens: 5, variant: 'mlp', finishReason: 'length' });
    const times = [answer.sentAtMs, answer.firstTokenAtMs!, answer.lastTokenAtMs!, answer.endedAtMs];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(answer.lastTokenAtMs!).toBeGreaterThan(answer.firstTokenAtMs!);
  });

  it('reads a whole answer, which has tokens and no token times', async () => {
    const { tgi, url } = await startTgi({ passes: [1, 2] });
    const answer = await client(url, { stream: false }).ask('hi');
    expect(answer).toMatchObject({ failure: null, tokens: 3, tokenSource: 'usage', firstTokenAtMs: null });
    expect(tgi.calls[0]!.body).not.toHaveProperty('stream_options');
  });

  it('calls a stream that is cut off a failure, and counts what came', async () => {
    const { url } = await startTgi({
      instead: (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(chunk() + chunk(), () => response.destroy());
        return true;
      },
    });
    expect(await client(url).ask('hi')).toMatchObject({ failure: { kind: 'truncated' }, tokens: 2, status: 200 });
  });

  it('calls a stream that ends cleanly but too early a failure', async () => {
    const failure = await failureOf((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(chunk());
      return true;
    });
    expect(failure?.kind).toBe('truncated');
  });

  it('keeps the words of a refusal', async () => {
    const failure = await failureOf((_, response) => {
      response.writeHead(429).end('{"error":"Model is overloaded","error_type":"overloaded"}');
      return true;
    });
    expect(failure).toMatchObject({
      kind: 'status',
      message: expect.stringContaining('HTTP 429: {"error":"Model is over'),
    });
  });

  it('does not take an HTML page of status 200 for an answer', async () => {
    const html: NonNullable<TgiScript['instead']> = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      return true;
    };
    expect(await failureOf(html)).toMatchObject({ kind: 'malformed', message: 'asked for a stream, got text/html' });
    expect(await failureOf(html, { stream: false })).toMatchObject({ kind: 'malformed' });
  });

  it('gives up at the deadline, before and after the head', async () => {
    const changes = { timeoutMs: 60 };
    expect(await failureOf(() => true, changes)).toMatchObject({ kind: 'timeout' });
    const failure = await failureOf((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk());
      return true;
    }, changes);
    expect(failure).toMatchObject({ kind: 'timeout', message: expect.stringContaining('within 60 ms') });
  });

  it('settles with a failure when nobody listens, and when it is closed meanwhile', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const failure = (await client(new URL(`http://127.0.0.1:${port}`)).ask('hi')).failure;
    expect(failure).toMatchObject({ kind: 'connect', message: expect.stringContaining('ECONNREFUSED') });

    const asked = Promise.withResolvers<void>();
    const { url } = await startTgi({ instead: () => (asked.resolve(), true) });
    const opened = client(url);
    const answer = opened.ask('hi');
    await asked.promise;
    await opened.close();
    expect((await answer).failure?.kind).toBe('connect');
  });
});

describe('chatPath', () => {
  it.each(['http://h', 'http://h/', 'http://h/v1', 'http://h/v1/'])('is the same for %s', (text) => {
    expect(chatPath(new URL(text))).toBe('/v1/chat/completions');
  });

  it('keeps a prefix', () => {
    expect(chatPath(new URL('http://h/llm/v1'))).toBe('/llm/v1/chat/completions');
  });
});
