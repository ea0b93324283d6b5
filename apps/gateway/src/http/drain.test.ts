import { describe, expect, it } from 'vitest';
import { doneEvent, tokenEvent } from '../pipeline/testing/engine-answers.ts';
import { ManualTime } from '../testing/manual-time.ts';
import { ask, chatBody, errorOf, openAnswer } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';

const streamBody = { ...chatBody, stream: true };

describe('a gateway that drains', () => {
  it('finishes the streams that it has and takes no new work', async () => {
    await using test = await startPair(() => undefined, { time: new ManualTime() });
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const { response } = await arrival;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(tokenEvent('Hi'));
    const stream = await opened;
    const drained = test.gateway.lifecycle.drain(30_000);

    const refused = await ask(test.gateway.url, chatBody);
    expect([refused.status, errorOf(refused).code]).toEqual([503, 'draining']);
    expect(refused.headers['connection']).toBe('close');
    const ready = await ask(test.gateway.url, '', { method: 'GET', path: '/ready' });
    expect([ready.status, JSON.parse(ready.text)]).toMatchObject([503, { status: 'draining' }]);
    expect((await ask(test.gateway.url, '', { method: 'GET', path: '/health' })).status).toBe(200);

    response.end(tokenEvent('', 'stop') + doneEvent);
    expect(await stream.rest()).toMatchObject({ complete: true });
    expect(await drained).toBe(0);
    expect(test.engine.received).toHaveLength(1);
  });

  it('cuts what is left at the end of the grace period, and says so to client and engine', async () => {
    const time = new ManualTime();
    await using test = await startPair(() => undefined, { time });
    const arrival = test.engine.next();
    const opened = openAnswer(test.gateway.url, streamBody);
    const request = await arrival;
    request.response.writeHead(200, { 'content-type': 'text/event-stream' });
    request.response.write(tokenEvent('Hi'));
    const stream = await opened;
    await stream.until(tokenEvent('Hi'));
    const drained = test.gateway.lifecycle.drain(5_000);
    time.advance(5_000);
    const answer = await stream.rest();
    expect(answer.complete).toBe(false);
    expect(answer.text).toContain('"code":"draining"');
    expect(answer.text).not.toContain('[DONE]');
    await request.dropped;
    expect(await drained).toBe(1);
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'draining', status: 200 });
  });
});
