import { describe, expect, it } from 'vitest';
import { answering, streaming, wholeAnswer, wholeStream } from '../pipeline/testing/engine-answers.ts';
import type { ReceivedRequest, Script } from '../pipeline/testing/scripted-engine.ts';
import { ask, chatBody, errorOf, openAnswer, sendRequest } from '../testing/raw-client.ts';
import { HeldRequests } from '../testing/held-requests.ts';
import { settled } from '../testing/settled.ts';
import { startTwins } from '../testing/start-twins.ts';

const well = answering(wholeAnswer);
const reset: Script = ({ response }) => void response.destroy();
const full = (retryAfter: string): Script =>
  answering('{"error":"Model is overloaded","error_type":"overloaded"}', 'application/json', 429, {
    'retry-after': retryAfter,
  });

describe('a circuit', () => {
  it('stays closed under 1,000 bad requests', async () => {
    const invalid = answering(
      '{"error":"Input validation error: x","error_type":"validation"}',
      'application/json',
      400,
    );
    await using test = await startTwins(invalid, invalid);
    for (let round = 0; round < 20; round += 1) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => ask(test.gateway.url, chatBody)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    }
    await settled(test.gateway, 1000);
    expect(test.gateway.circuits('baseline')).toEqual(['closed', 'closed']);
    expect(test.engines.every(({ received }) => received.length > 300)).toBe(true);
  });

  it('opens under resets, and closes by the one request that finds the replica well', async () => {
    await using test = await startTwins(reset, well);
    const [bad, good] = test.engines;
    while (test.gateway.circuits('baseline')[0] === 'closed') {
      expect((await ask(test.gateway.url, chatBody)).status).toBe(200);
      // A failure costs the replica its traffic for a second.
      test.time.advance(1000);
    }
    expect(bad.received).toHaveLength(5);
    for (let count = 0; count < 20; count += 1) await ask(test.gateway.url, chatBody);
    expect(bad.received).toHaveLength(5);

    bad.script(() => undefined);
    test.time.advance(5000);
    const arrival = bad.next();
    const trial = openAnswer(test.gateway.url, chatBody);
    const { response } = await arrival;
    expect(test.gateway.circuits('baseline')[0]).toBe('half-open');
    const before = good.received.length;
    await Promise.all(Array.from({ length: 20 }, () => ask(test.gateway.url, chatBody)));
    expect([bad.received.length, good.received.length]).toEqual([6, before + 20]);
    response.writeHead(200, { 'content-type': 'application/json' }).end(wholeAnswer);
    expect((await (await trial).rest()).status).toBe(200);
    expect(test.gateway.circuits('baseline')).toEqual(['closed', 'closed']);
  });
});

describe('a second try', () => {
  it('is made elsewhere, and the client sees one clean answer', async () => {
    await using test = await startTwins(reset, streaming(wholeStream));
    while (test.engines[0].received.length === 0) {
      const answer = await ask(test.gateway.url, { ...chatBody, stream: true });
      expect(answer).toMatchObject({ status: 200, text: wholeStream, complete: true });
      expect(answer.headers['x-slipstream-replica']).toBe('baseline-1');
    }
    const { attempts, outcome } = test.gateway.records.at(-1)!;
    expect(outcome).toBe('ok');
    expect(attempts).toMatchObject([
      { kind: 'first', outcome: 'upstream_reset', replica: 'baseline-0', reading: null },
      { kind: 'retry', outcome: 'ok', replica: 'baseline-1' },
    ]);
    const [received] = test.engines[1].received.slice(-1);
    expect(received?.body).toEqual(test.engines[0].received[0]?.body);
  });

  it('is not made without a budget', async () => {
    await using test = await startTwins(reset, reset, 'retry: { share: 0, floor: 0 }');
    expect(errorOf(await ask(test.gateway.url, chatBody)).code).toBe('upstream_reset');
    expect((await settled(test.gateway)).attempts).toHaveLength(1);
  });

  it('is not made for a client that left while the first one was under way', async () => {
    await using test = await startTwins(well, well);
    const held = new HeldRequests(test.engines);
    const sent = sendRequest(test.gateway.url, chatBody);
    const request = await held.next();
    sent.destroy();
    await request.dropped;
    expect(await settled(test.gateway)).toMatchObject({
      outcome: 'client_gone',
      attempts: [{ outcome: 'client_gone' }],
    });
    expect(test.engines.reduce((sum, { received }) => sum + received.length, 0)).toBe(1);
    expect(test.gateway.circuits('baseline')).toEqual(['closed', 'closed']);
  });
});

describe('a replica that names a time to come back', () => {
  it('is not asked before it, and the client is told the same when nobody else is left', async () => {
    await using test = await startTwins(full('7'), well);
    const [busy, other] = test.engines;
    while (busy.received.length === 0) await ask(test.gateway.url, chatBody);
    for (let count = 0; count < 10; count += 1) expect((await ask(test.gateway.url, chatBody)).status).toBe(200);
    other.script(full('3'));
    expect((await ask(test.gateway.url, chatBody)).status).toBe(429);
    test.time.advance(1500);
    const answer = await ask(test.gateway.url, chatBody);
    expect([answer.status, errorOf(answer).code, answer.headers['retry-after']]).toEqual([
      429,
      'engine_overloaded',
      '2',
    ]);
    expect(busy.received).toHaveLength(1);
    test.time.advance(5500);
    other.script(well);
    busy.script(well);
    expect((await ask(test.gateway.url, chatBody)).status).toBe(200);
    expect(test.gateway.circuits('baseline')).toEqual(['closed', 'closed']);
  });
});

describe('requests in flight', () => {
  it('are never fewer than none while replicas come and go, and none at the end', async () => {
    await using test = await startTwins(well, well);
    const held = new HeldRequests(test.engines);
    const open: ReceivedRequest[] = [];
    let sent = 0;
    for (let turn = 0; turn < 60; turn += 1) {
      const name = `baseline-${turn % 3 === 0 ? 0 : 1}`;
      if (!test.notReady.delete(name)) test.notReady.add(name);
      if (test.notReady.size < 2) {
        const request = sendRequest(test.gateway.url, chatBody);
        sent += 1;
        const received = await held.next();
        if (turn % 5 === 0) request.destroy();
        else open.push(received);
      }
      if (turn % 4 === 1) end(open.shift(), turn % 8 === 1);
      expect(test.gateway.inFlight('baseline')).toBeGreaterThanOrEqual(open.length);
    }
    for (const request of open) end(request, false);
    await settled(test.gateway, sent);
    expect(sent).toBeGreaterThan(20);
    expect(test.gateway.inFlight('baseline')).toBe(0);
  });
});

/** Whole, or broken in the middle: after its head, so that it is not asked for again. */
function end(request: ReceivedRequest | undefined, breaks: boolean): void {
  request?.response.writeHead(200, { 'content-type': 'application/json' });
  if (breaks) request?.response.write('{', () => request.response.destroy());
  else request?.response.end(wholeAnswer);
}
