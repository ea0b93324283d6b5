import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { answering, doneEvent, tokenEvent, wholeAnswer } from '../pipeline/testing/engine-answers.ts';
import { ask, chatBody, openAnswer, sendRequest } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';

const streamBody = { ...chatBody, stream: true };

describe('many clients that leave', () => {
  it('at any moment leave nothing behind: no count, no connection, no request unsettled', async () => {
    await using test = await startPair(async ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let token = 0; token < 20 && !response.destroyed; token += 1) {
        response.write(tokenEvent('x'));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end(tokenEvent('', 'stop') + doneEvent);
    });
    const count = 120;
    await Promise.all(Array.from({ length: count }, (_, index) => leaveAfter(test.gateway.url, index % 12)));
    // Those that left before their request was whole may never have become one.
    await settled(test.gateway, count / 2);
    while (test.gateway.lifecycle.underWay > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(test.gateway.inFlight('baseline')).toBe(0);
    const outcomes = new Set(test.gateway.records.map((record) => record.outcome));
    expect([...outcomes].filter((outcome) => outcome !== 'ok' && outcome !== 'client_gone')).toEqual([]);
    test.engine.script(answering(wholeAnswer));
    expect((await ask(test.gateway.url, chatBody)).status).toBe(200);
    // Connections of aborted answers are closed; those of finished ones are kept, at most one per request at a time.
    expect(await test.engine.connections()).toBeLessThanOrEqual(count);
  });
});

describe('a client that speaks out of turn', () => {
  it('with bytes that are no request breaks its own stream, into which nothing is written', async () => {
    await using test = await startPair(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(tokenEvent('Hi'));
    });
    const { port } = new URL(test.gateway.url);
    const socket = connect(Number(port), '127.0.0.1');
    const body = JSON.stringify(streamBody);
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', () => undefined);
    while (!text.includes('Hi')) await once(socket, 'data', { signal: AbortSignal.timeout(5000) });
    socket.write('this is no request\r\n\r\n');
    if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(5000) });
    expect(text).not.toContain('400 Bad Request');
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'client_gone' });
    await test.engine.received[0]!.dropped;
  });
});

/** Sends a request and leaves: at once, when the head is there, or after some reads. */
async function leaveAfter(url: string, reads: number): Promise<void> {
  if (reads === 0) {
    const sent = sendRequest(url, streamBody);
    await once(sent, 'socket');
    sent.destroy();
    return;
  }
  const stream = await openAnswer(url, streamBody);
  let seen = 0;
  await new Promise<void>((resolve) => {
    stream.incoming.on('data', () => {
      seen += 1;
      if (seen >= reads) resolve();
    });
    stream.incoming.once('close', resolve);
  });
  stream.leave();
}
