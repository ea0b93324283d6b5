import { describe, expect, it } from 'vitest';
import {
  answering,
  doneEvent,
  errorEvent,
  streaming,
  tokenEvent,
  usageEvent,
  wholeAnswer,
  wholeStream,
} from '../pipeline/testing/engine-answers.ts';
import { ManualTime } from '../testing/manual-time.ts';
import type { ReceivedRequest, Script } from '../pipeline/testing/scripted-engine.ts';
import { ask, chatBody, errorOf, openAnswer, sendRequest } from '../testing/raw-client.ts';
import type { RawAnswer, RawError } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';

const streamBody = { ...chatBody, stream: true };

async function write(request: ReceivedRequest, text: string): Promise<void> {
  await new Promise<void>((resolve) => request.response.write(text, () => resolve()));
}

/** The error event at the end of a broken stream; fails unless it is the last thing and the stream is broken. */
function lastEvent(answer: RawAnswer): RawError {
  expect(answer.complete).toBe(false);
  expect(answer.text).not.toContain('[DONE]');
  const last = answer.text.trimEnd().split('\n\n').at(-1) ?? '';
  return (JSON.parse(last.replace(/^data: /, '')) as { error: RawError }).error;
}

describe('an engine that fails before its first token', () => {
  it.each([
    ['Model is overloaded', 429, 'engine_overloaded'],
    ['Input validation error: `inputs` must have less than 10 tokens', 422, 'engine_rejected'],
    ['Request failed during generation: CUDA out of memory', 424, 'engine_failed'],
  ])('inside a 200 stream with "%s" gives a real status', async (message, status, code) => {
    await using test = await startPair(streaming(`:\n\n${errorEvent(message)}${doneEvent}`));
    const answer = await ask(test.gateway.url, streamBody);
    expect(answer).toMatchObject({ status, complete: true });
    expect(errorOf(answer)).toMatchObject({ code, message });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['retry-after']).toBe(status === 429 ? '1' : undefined);
    expect(answer.headers['x-slipstream-variant']).toBe('baseline');
    expect(await settled(test.gateway)).toMatchObject({ outcome: code, status });
  });

  it.each([
    ['a page in HTML', answering('<html>Bad gateway: 10.0.0.7</html>', 'text/html')],
    ['JSON instead of a stream', answering(wholeAnswer)],
    ['compressed events', answering(wholeStream, 'text/event-stream', 200, { 'content-encoding': 'gzip' })],
  ])('with %s is not passed on', async (_name, script: Script) => {
    await using test = await startPair(script);
    const answer = await ask(test.gateway.url, streamBody);
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_malformed']);
    expect(answer.text).not.toContain('10.0.0.7');
  });

  it('by ending a stream without an answer is 502', async () => {
    await using test = await startPair(streaming(':\n\n'));
    const answer = await ask(test.gateway.url, streamBody);
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_truncated']);
  });
});

describe('an engine that fails after its first token', () => {
  it('by breaking off inside an event: whole events, an error event, a broken connection', async () => {
    await using test = await startPair(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`${tokenEvent('Hi')}data: {"choices":[{"del`, () => response.destroy());
    });
    const answer = await ask(test.gateway.url, streamBody);
    expect(lastEvent(answer)).toMatchObject({ code: 'upstream_truncated', type: 'server_error' });
    expect(answer.text.startsWith(`${tokenEvent('Hi')}data: {"error"`)).toBe(true);
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'upstream_truncated', status: 200 });
  });

  it('by an error event: the tokens before it, our error event, nothing of its own', async () => {
    await using test = await startPair(
      streaming(tokenEvent('Hi') + errorEvent('Request failed during generation: shard') + doneEvent),
    );
    const answer = await ask(test.gateway.url, streamBody);
    expect(answer.text.startsWith(`${tokenEvent('Hi')}data: {"error"`)).toBe(true);
    expect(lastEvent(answer)).toMatchObject({
      code: 'engine_failed',
      message: 'Request failed during generation: shard',
    });
    expect(answer.text).not.toContain('http_status_code');
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'engine_failed', status: 200 });
  });

  it.each([
    ['a clean end without its sign of completeness', tokenEvent('Hi'), 'upstream_truncated'],
    [
      'an event that is not JSON',
      `${tokenEvent('Hi')}data: {oops\n\n${tokenEvent('', 'stop')}${doneEvent}`,
      'upstream_malformed',
    ],
  ])('by %s does not look complete', async (_name, stream, code) => {
    await using test = await startPair(streaming(stream));
    expect(lastEvent(await ask(test.gateway.url, streamBody)).code).toBe(code);
  });

  it('by losing the connection before the usage that the client asked for', async () => {
    await using test = await startPair(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(tokenEvent('', 'stop') + usageEvent.slice(0, 20), () => response.destroy());
    });
    const body = { ...streamBody, stream_options: { include_usage: true } };
    expect(lastEvent(await ask(test.gateway.url, body)).code).toBe('upstream_truncated');
  });
});

describe('an engine that falls silent', () => {
  const top = 'timeouts: { firstToken: 10s, idle: 3s, request: 60s }';

  it('before its first token is given up, although it sends a head and keep-alive comments', async () => {
    const time = new ManualTime();
    await using test = await startPair(() => undefined, { time, top });
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const request = await arrival;
    request.response.writeHead(200, { 'content-type': 'text/event-stream' });
    await write(request, ':\n\n');
    await settledWrites();
    time.advance(9_999);
    await write(request, ':\n\n');
    await settledWrites();
    time.advance(1);
    const answer = await (await opened).rest();
    expect([answer.status, errorOf(answer).code]).toEqual([504, 'first_token_timeout']);
    await request.dropped;
  });

  it('in the middle is given up after the idle time, keep-alive comments or not', async () => {
    const time = new ManualTime();
    await using test = await startPair(() => undefined, { time, top });
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const request = await arrival;
    request.response.writeHead(200, { 'content-type': 'text/event-stream' });
    await write(request, tokenEvent('Hi'));
    const stream = await opened;
    await stream.until(tokenEvent('Hi'));
    time.advance(2_999);
    await write(request, ':\n\n');
    await stream.until(':\n\n');
    time.advance(1);
    expect(lastEvent(await stream.rest()).code).toBe('idle_timeout');
    await request.dropped;
  });

  it('with a whole answer to give is bounded by the deadline of the request', async () => {
    const time = new ManualTime();
    await using test = await startPair(() => undefined, { time, top });
    const arrival = test.engine.next();
    const sent = openAnswer(test.gateway.url, chatBody);
    const request = await arrival;
    time.advance(59_999);
    expect(test.gateway.records).toEqual([]);
    time.advance(1);
    const answer = await (await sent).rest();
    expect([answer.status, errorOf(answer).code]).toEqual([504, 'deadline_exceeded']);
    await request.dropped;
  });

  it('that trickles for ever meets the deadline', async () => {
    const time = new ManualTime();
    await using test = await startPair(() => undefined, { time, top });
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const request = await arrival;
    request.response.writeHead(200, { 'content-type': 'text/event-stream' });
    await write(request, tokenEvent('0'));
    const stream = await opened;
    for (let at = 0; at < 29; at += 1) {
      await stream.until(tokenEvent(String(at)));
      time.advance(2_000);
      await write(request, tokenEvent(String(at + 1)));
    }
    await stream.until(tokenEvent('29'));
    time.advance(2_000);
    expect(lastEvent(await stream.rest()).code).toBe('deadline_exceeded');
  });

  it('after [DONE] is let go, and its answer is whole', async () => {
    const time = new ManualTime();
    await using test = await startPair(() => undefined, { time, top });
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const request = await arrival;
    request.response.writeHead(200, { 'content-type': 'text/event-stream' });
    await write(request, wholeStream);
    const stream = await opened;
    await stream.until(wholeStream.slice(0, -doneEvent.length));
    time.advance(3_000);
    expect(await stream.rest()).toMatchObject({ complete: true, text: wholeStream });
    await request.dropped;
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'ok' });
  });

  it('leaves no timer behind when the answer was whole after all', async () => {
    const time = new ManualTime();
    await using test = await startPair(streaming(wholeStream), { time, top });
    sendRequest(test.gateway.url, streamBody).on('response', (incoming) => incoming.resume());
    await settled(test.gateway);
    expect(time.alive).toBe(0);
  });
});

/** Lets what was written reach the gateway. Nothing is measured by it: at worst the comment comes later. */
async function settledWrites(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}
