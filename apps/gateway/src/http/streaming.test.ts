import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  doneEvent,
  streaming,
  tokenEvent,
  usageEvent,
  wholeAnswer,
  wholeStream,
} from '../pipeline/testing/engine-answers.ts';
import type { ReceivedRequest, Script } from '../pipeline/testing/scripted-engine.ts';
import { ask, chatBody, openAnswer, sendRequest } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';

const streamBody = { ...chatBody, stream: true };

/** An engine whose answer the test writes by hand, after its head. */
const silent: Script = ({ response }) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
};

async function write(request: ReceivedRequest, text: string): Promise<void> {
  await new Promise<void>((resolve) => request.response.write(text, () => resolve()));
}

describe('a stream', () => {
  it.each([
    ['as TGI 3 writes it', wholeStream],
    ['with CRLF, comments and other fields', `:\r\n\r\nid: 1\r\n${wholeStream.replaceAll('\n', '\r\n')}`],
    ['without [DONE], as TGI 2.0', tokenEvent('Hi').replace('data: ', 'data:') + tokenEvent('', 'eos_token')],
  ])('%s comes through unchanged', async (_name, stream) => {
    await using test = await startPair(streaming(stream));
    const answer = await ask(test.gateway.url, streamBody);
    expect(answer).toMatchObject({ status: 200, text: stream, complete: true });
    expect(answer.headers).toMatchObject({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
    expect(answer.headers['content-length']).toBeUndefined();
    const record = await settled(test.gateway);
    expect(record).toMatchObject({ outcome: 'ok', status: 200, stream: true });
    expect(record.attempts).toMatchObject([{ outcome: 'ok', upstreamStatus: 200, reading: { end: 'complete' } }]);
  });

  it('comes event by event, not at its end', async () => {
    await using test = await startPair(silent);
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const request = await arrival;
    await write(request, tokenEvent('one'));
    const stream = await opened;
    await stream.until(tokenEvent('one'));
    await write(request, tokenEvent('two'));
    await stream.until(tokenEvent('one') + tokenEvent('two'));
    request.response.end(tokenEvent('', 'stop') + doneEvent);
    expect(await stream.rest()).toMatchObject({ complete: true });
  });

  it('hides the usage that only the gateway asked for, and meters by it', async () => {
    await using test = await startPair(streaming(wholeStream.replace(doneEvent, usageEvent + doneEvent)), {
      includeUsage: true,
    });
    const answer = await ask(test.gateway.url, streamBody);
    expect(answer).toMatchObject({ text: wholeStream, complete: true });
    const body = JSON.parse(test.engine.received[0]!.body.toString()) as Record<string, unknown>;
    expect(body['stream_options']).toEqual({ include_usage: true });
    const { reading } = (await settled(test.gateway)).attempts[0]!;
    expect(reading?.tokens).toMatchObject({ prompt: 3, completion: 3, source: 'engine' });
  });

  it('carries the usage that the client asked for', async () => {
    const stream = wholeStream.replace(doneEvent, usageEvent + doneEvent);
    await using test = await startPair(streaming(stream), { includeUsage: true });
    const answer = await ask(test.gateway.url, { ...streamBody, stream_options: { include_usage: true } });
    expect(answer.text).toBe(stream);
  });

  it('is whole when the connection breaks after [DONE]', async () => {
    await using test = await startPair(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(wholeStream, () => response.destroy());
    });
    expect(await ask(test.gateway.url, streamBody)).toMatchObject({ text: wholeStream, complete: true });
  });
});

describe('a client that leaves', () => {
  it('in the middle of a stream stops the engine', async () => {
    await using test = await startPair(silent);
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const request = await arrival;
    await write(request, tokenEvent('one'));
    const stream = await opened;
    await stream.until(tokenEvent('one'));
    stream.leave();
    await request.dropped;
    const record = await settled(test.gateway);
    expect(record).toMatchObject({ outcome: 'client_gone', status: 200 });
    expect(record.attempts).toMatchObject([{ outcome: 'client_gone', reading: { events: 1 } }]);
    expect(test.gateway.inFlight('baseline')).toBe(0);
  });

  it.each([true, false])('before anything came back stops the engine (stream: %s)', async (stream) => {
    await using test = await startPair(() => undefined);
    const arrival = test.engine.next();
    const sent = sendRequest(test.gateway.url, { ...chatBody, stream });
    const request = await arrival;
    sent.destroy();
    await request.dropped;
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'client_gone', status: 499 });
    expect(test.gateway.inFlight('baseline')).toBe(0);
  });

  it('while it still sends its body costs no attempt', async () => {
    await using test = await startPair(streaming(wholeStream));
    const sent = sendRequest(test.gateway.url, 'x', { headers: { 'content-length': '1000' } });
    await once(sent, 'socket');
    while (test.gateway.lifecycle.underWay === 0) await new Promise((resolve) => setImmediate(resolve));
    sent.destroy();
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'client_gone', status: 499, attempts: [] });
    expect(test.engine.received).toEqual([]);
  });
});

describe('a client that reads slowly', () => {
  it('slows the engine down instead of filling memory', async () => {
    const event = tokenEvent('x'.repeat(64 * 1024));
    let written = 0;
    let blocked = (): void => undefined;
    const engineIsBlocked = new Promise<void>((resolve) => {
      blocked = resolve;
    });
    await using test = await startPair(async ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let events = 0; events < 400; events += 1) {
        written += event.length;
        if (response.write(event)) continue;
        const drained = once(response, 'drain');
        const first = await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, 500, 'stuck'))]);
        if (first === 'stuck') blocked();
        await drained;
      }
      response.end(tokenEvent('', 'stop') + doneEvent);
    });
    const stream = await openAnswer(test.gateway.url, streamBody);
    stream.incoming.pause();
    await engineIsBlocked;
    // Kernel buffers of two connections, one read, one write: far from the 26 MiB of the answer.
    expect(written).toBeLessThan(20 * 1024 * 1024);
    const answer = await stream.rest();
    expect(answer.complete).toBe(true);
    expect(answer.text.length).toBe(400 * event.length + tokenEvent('', 'stop').length + doneEvent.length);
  });
});

describe('a whole answer', () => {
  it.each([1_000, 60_000, 70_000, 3_000_000, 9_000_000])('of %i characters comes through unchanged', async (length) => {
    const body = wholeAnswer.replace('Hi there', 'x'.repeat(length));
    await using test = await startPair(({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.end(body);
    });
    const answer = await ask(test.gateway.url, chatBody);
    expect(answer.complete).toBe(true);
    expect(answer.text === body).toBe(true);
    expect(answer.headers['content-length']).toBe(String(body.length));
    expect((await settled(test.gateway)).outcome).toBe('ok');
  });
});
