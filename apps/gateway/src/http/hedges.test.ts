import { describe, expect, it } from 'vitest';
import { doneEvent, streaming, tokenEvent, wholeStream } from '../pipeline/testing/engine-answers.ts';
import type { ReceivedRequest } from '../pipeline/testing/scripted-engine.ts';
import { ask, chatBody, errorOf, openAnswer, sendRequest } from '../testing/raw-client.ts';
import type { RawStream } from '../testing/raw-client.ts';
import { HeldRequests } from '../testing/held-requests.ts';
import { settled } from '../testing/settled.ts';
import { startTwins } from '../testing/start-twins.ts';
import type { Twins } from '../testing/start-twins.ts';

const body = { ...chatBody, stream: true };
const hedging = 'hedge: { enabled: true, quantile: 0.5, minSamples: 1 }';

interface Race extends AsyncDisposable {
  readonly test: Twins;
  readonly first: ReceivedRequest;
  readonly second: ReceivedRequest;
  readonly opened: Promise<RawStream>;
}

/** A stream whose first replica is silent, and the second one beside it, silent as well. One request has settled before. */
async function startRace(): Promise<Race> {
  const test = await startTwins(streaming(wholeStream), streaming(wholeStream), hedging);
  await ask(test.gateway.url, body);
  const held = new HeldRequests(test.engines);
  const opened = openAnswer(test.gateway.url, body);
  const first = await held.next();
  // The only first token so far came at once: a few milliseconds are late.
  test.time.advance(5);
  const second = await held.next();
  return { test, first, second, opened, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
}

async function tell({ response }: ReceivedRequest, events: string): Promise<void> {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
  await new Promise<void>((resolve) => response.write(events, () => resolve()));
}

/** Waits for what the gateway is about to find out. */
async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 3000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('it never came to that');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a first token that is late', () => {
  it('is overtaken by another replica, whose answer the client sees whole, and the loser is aborted', async () => {
    await using race = await startRace();
    const { test, first, second } = race;
    // A head and comments are no token.
    await tell(first, ':\n\n');
    await tell(second, tokenEvent('Hi'));
    const stream = await race.opened;
    await first.dropped;
    second.response.end(wholeStream.slice(tokenEvent('Hi').length));
    const answer = await stream.rest();
    expect(answer).toMatchObject({ status: 200, text: wholeStream, complete: true });
    const record = await settled(test.gateway, 2);
    expect(record).toMatchObject({
      outcome: 'ok',
      attempts: [{ outcome: 'hedge_lost' }, { outcome: 'ok', kind: 'hedge' }],
    });
    expect(record.attempts.map(({ index }) => index)).toEqual([0, 1]);
    expect(answer.headers['x-slipstream-replica']).toBe(record.attempts[1]?.replica);
    expect(test.gateway.inFlight('baseline')).toBe(0);
    expect(test.gateway.circuits('baseline')).toEqual(['closed', 'closed']);
    expect(test.time.alive).toBe(0);
  });

  it('that comes after all wins, and the second replica is aborted', async () => {
    await using race = await startRace();
    await tell(race.first, wholeStream);
    race.first.response.end();
    await race.second.dropped;
    const answer = await (await race.opened).rest();
    expect(answer).toMatchObject({ text: wholeStream, complete: true });
    const { attempts } = await settled(race.test.gateway, 2);
    expect(attempts).toMatchObject([
      { index: 1, kind: 'hedge', outcome: 'hedge_lost' },
      { index: 0, kind: 'first', outcome: 'ok' },
    ]);
    expect(answer.headers['x-slipstream-replica']).toBe(attempts[1]?.replica);
  });

  it('is waited for when the second replica fails', async () => {
    await using race = await startRace();
    const { gateway } = race.test;
    race.second.response.destroy();
    await until(() => gateway.inFlight('baseline') === 1);
    await tell(race.first, wholeStream);
    race.first.response.end();
    expect((await (await race.opened).rest()).text).toBe(wholeStream);
    const { attempts } = await settled(gateway, 2);
    expect(attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['hedge', 'upstream_reset'],
      ['first', 'ok'],
    ]);
  });

  it('and then fails leaves the answer to the second one', async () => {
    await using race = await startRace();
    race.first.response.destroy();
    await until(() => race.test.gateway.inFlight('baseline') === 1);
    await tell(race.second, wholeStream);
    race.second.response.end();
    expect((await (await race.opened).rest()).text).toBe(wholeStream);
    expect((await settled(race.test.gateway, 2)).attempts.at(-1)).toMatchObject({ kind: 'hedge', outcome: 'ok' });
  });

  it('of two replicas that both fail is one error', async () => {
    await using race = await startRace();
    for (const { response } of [race.first, race.second]) response.destroy();
    const answer = await (await race.opened).rest();
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_reset']);
    expect((await settled(race.test.gateway, 2)).attempts).toHaveLength(2);
    expect(race.test.gateway.inFlight('baseline')).toBe(0);
  });

  it('of a request that is wrong ends for both by the first to say so', async () => {
    await using race = await startRace();
    const refusal = '{"error":"Input validation error: x","error_type":"validation"}';
    race.second.response.writeHead(422, { 'content-type': 'application/json' }).end(refusal);
    await race.first.dropped;
    const answer = await (await race.opened).rest();
    expect([answer.status, errorOf(answer).code]).toEqual([422, 'engine_rejected']);
  });

  it('is nobody’s business any more when the client leaves: both are aborted', async () => {
    await using test = await startTwins(streaming(wholeStream), streaming(wholeStream), hedging);
    await ask(test.gateway.url, body);
    const held = new HeldRequests(test.engines);
    const sent = sendRequest(test.gateway.url, body);
    const first = await held.next();
    test.time.advance(5);
    const second = await held.next();
    sent.destroy();
    await Promise.all([first.dropped, second.dropped]);
    const { attempts, outcome } = await settled(test.gateway, 2);
    expect([outcome, ...attempts.map((attempt) => attempt.outcome)]).toEqual(Array(3).fill('client_gone'));
    expect([test.gateway.inFlight('baseline'), test.time.alive]).toEqual([0, 0]);
  });

  it.each([
    ['of an answer in one body', chatBody, ''],
    ['without a budget', body, 'retry: { share: 0, floor: 0 }'],
  ])('%s is not hedged', async (_name, asked, top) => {
    await using test = await startTwins(streaming(wholeStream), streaming(wholeStream), `${hedging}\n${top}`);
    await ask(test.gateway.url, body);
    const held = new HeldRequests(test.engines);
    const sent = sendRequest(test.gateway.url, asked);
    await held.next();
    test.time.advance(1000);
    sent.destroy();
    expect((await settled(test.gateway, 2)).attempts).toHaveLength(1);
  });

  it('sends nothing of the loser, even when both come in the same moment', async () => {
    await using race = await startRace();
    await Promise.all([
      tell(race.first, tokenEvent('one') + tokenEvent('', 'stop') + doneEvent),
      tell(race.second, tokenEvent('two') + tokenEvent('', 'stop') + doneEvent),
    ]);
    for (const { response } of [race.first, race.second]) response.end();
    const { text, complete } = await (await race.opened).rest();
    expect(complete).toBe(true);
    expect([text.includes('"one"'), text.includes('"two"')].filter(Boolean)).toHaveLength(1);
    expect(text.match(/\[DONE\]/g)).toHaveLength(1);
  });
});
