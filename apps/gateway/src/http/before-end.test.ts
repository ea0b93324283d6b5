import type { Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import type { RequestRecord } from '../metering/request-record.ts';
import {
  answering,
  doneEvent,
  streaming,
  tokenEvent,
  wholeAnswer,
  wholeStream,
} from '../pipeline/testing/engine-answers.ts';
import { ask, chatBody, errorOf, openAnswer, sendRequest } from '../testing/raw-client.ts';
import { settled } from '../testing/settled.ts';
import { startPair } from '../testing/start-pair.ts';

/** A row that is on disk when the test says so. */
class Booking {
  readonly asked: RequestRecord[] = [];
  readonly #settlement = Promise.withResolvers<void>();
  #onAsked: () => void = () => undefined;

  readonly commit = (record: RequestRecord): Promise<void> => {
    this.asked.push(record);
    this.#onAsked();
    return this.#settlement.promise;
  };

  readonly whenAsked: Promise<void> = new Promise((resolve) => {
    this.#onAsked = resolve;
  });

  done(): void {
    this.#settlement.resolve();
  }

  failed(): void {
    this.#settlement.reject(new GatewayError('ledger_unavailable', 'The answer could not be booked.'));
    this.#settlement.promise.catch(() => undefined);
  }
}

const streamBody = { ...chatBody, stream: true };
const lastToken = tokenEvent('', 'stop');

describe('an answer that is booked before its end', () => {
  it('is streamed as it comes, and ends when its row is there', async () => {
    const booking = new Booking();
    await using test = await startPair(streaming(wholeStream), { commit: booking.commit });
    const stream = await openAnswer(test.gateway.url, streamBody);
    await booking.whenAsked;
    expect(await stream.until(lastToken)).not.toContain('[DONE]');
    // What the row is made from is complete by then.
    expect(booking.asked[0]?.attempts).toMatchObject([{ outcome: 'ok', reading: { tokens: { completion: 3 } } }]);
    expect(test.gateway.records).toEqual([]);
    booking.done();
    const { text, complete } = await stream.rest();
    expect([text.endsWith(lastToken + doneEvent), complete]).toEqual([true, true]);
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'ok' });
  });

  it('breaks off where its row cannot be written', async () => {
    const booking = new Booking();
    await using test = await startPair(streaming(wholeStream), { commit: booking.commit });
    const stream = await openAnswer(test.gateway.url, streamBody);
    await booking.whenAsked;
    booking.failed();
    const { text, complete } = await stream.rest();
    expect(text).toContain('"code":"ledger_unavailable"');
    expect([text.includes('[DONE]'), complete]).toEqual([false, false]);
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'ledger_unavailable' });
  });

  it('is held back whole where it is not a stream', async () => {
    const booking = new Booking();
    await using test = await startPair(answering(wholeAnswer), { commit: booking.commit });
    const sent = sendRequest(test.gateway.url, chatBody);
    let answered = false;
    sent.once('response', () => {
      answered = true;
    });
    await booking.whenAsked;
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    booking.done();
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'ok', status: 200 });
    sent.destroy();
  });

  it('is an error, told whether it was booked or not', async () => {
    const booking = new Booking();
    booking.failed();
    await using test = await startPair(answering('<html>', 'text/html'), { commit: booking.commit });
    const answer = await ask(test.gateway.url, chatBody);
    expect([answer.status, errorOf(answer).code]).toEqual([502, 'upstream_malformed']);
    expect(booking.asked).toMatchObject([{ outcome: 'upstream_malformed' }]);
  });

  it('is of no use to a client that has left', async () => {
    const booking = new Booking();
    await using test = await startPair(streaming(wholeStream), { commit: booking.commit });
    const stream = await openAnswer(test.gateway.url, streamBody);
    await booking.whenAsked;
    stream.leave();
    while ((await connections(test.gateway.server)) > 0) await new Promise((resolve) => setImmediate(resolve));
    booking.done();
    expect(await settled(test.gateway)).toMatchObject({ outcome: 'client_gone' });
  });
});

function connections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
