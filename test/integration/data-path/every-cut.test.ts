import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, chatBody } from '../../../apps/gateway/src/testing/raw-client.ts';
import type { RawAnswer } from '../../../apps/gateway/src/testing/raw-client.ts';
import { inChunk, lastChunk, streamHead, tokenEvents, wholeHead } from '../../support/engine-bytes.ts';
import { RawFleet } from '../../support/raw-fleet.ts';
import type { RawCall } from '../../support/raw-upstream.ts';

/**
 * An engine goes away in the middle of an answer of 40 tokens, after each of them, in every way in which a connection
 * can end: the client must never take what it got for the whole answer. Field issues: Portkey-AI/gateway#1797;
 * litellm#40404, #27967; bifrost#5395; Augustas11/macprovider#187.
 */

const TOKENS = 40;
const events = tokenEvents(TOKENS);

/** How the stream is cut after the events that went out. `next` is the event that would have followed. */
const cuts: readonly (readonly [name: string, cut: (call: RawCall, next: string) => void])[] = [
  ['a clean end of the body, the connection kept', ({ socket }) => void socket.write(lastChunk)],
  ['a closed connection between two chunks', ({ socket }) => void socket.end()],
  ['a closed connection inside an event', ({ socket }, next) => void socket.end(inChunk(next).subarray(0, 90))],
  ['a clean end inside an event', ({ socket }, next) => void socket.write(wholeChunks(next.slice(0, 60)))],
  ['a reset connection', ({ socket }) => void socket.resetAndDestroy()],
];

let fleet: RawFleet;

beforeAll(async () => {
  fleet = await RawFleet.start();
});

afterAll(async () => {
  await fleet?.[Symbol.asyncDispose]();
});

function wholeChunks(part: string): Buffer {
  return Buffer.concat([inChunk(part), Buffer.from(lastChunk)]);
}

async function outcomes(): Promise<Readonly<Record<string, number>>> {
  return (await fleet.metrics()).by('outcome', 'slipstream_requests_total');
}

async function cutAfter(count: number, cut: (call: RawCall, next: string) => void): Promise<RawAnswer> {
  const arrival = fleet.upstream.next();
  const answer = ask(fleet.url, { ...chatBody, stream: true });
  const call = await arrival;
  call.socket.write(Buffer.concat([Buffer.from(streamHead), ...events.slice(0, count).map(inChunk)]));
  // A reset takes what was not read yet with it.
  await fleet.hasRead();
  cut(call, events[count] ?? '');
  return await answer;
}

describe.each(cuts)('a stream cut by %s', (_name, cut) => {
  it(`after each number of its ${TOKENS} tokens is never one that ended`, async () => {
    const before = await outcomes();
    for (let count = 0; count < TOKENS; count += 1) {
      const answer = await cutAfter(count, cut);
      const sent = events.slice(0, count).join('');
      const told = answer.text.slice(sent.length).replace(/^data: /, '');
      expect(answer.text.startsWith(sent), `after ${count} tokens, all of them`).toBe(true);
      expect(answer.text).not.toContain('[DONE]');
      expect(JSON.parse(told), `after ${count} tokens, an error`).toMatchObject({
        error: { code: 'upstream_truncated' },
      });
      // Before the first token there still is a status to tell it with.
      expect([answer.status, answer.complete]).toEqual(count === 0 ? [502, true] : [200, false]);
    }
    const after = { ...before, upstream_truncated: (before['upstream_truncated'] ?? 0) + TOKENS };
    // A client is told before its request settles.
    await expect.poll(outcomes, { timeout: 3000, interval: 10 }).toEqual(after);
  });
});

describe('a whole answer', () => {
  it.each([0, 1, 500, 999])('cut after %i of its 1,000 bytes is an error with a status', async (count) => {
    const arrival = fleet.upstream.next();
    const answer = ask(fleet.url, chatBody);
    const call = await arrival;
    call.socket.write(wholeHead(1000) + 'x'.repeat(count));
    await fleet.hasRead();
    call.socket.end();
    expect(await answer).toMatchObject({ status: 502, complete: true });
    expect((await answer).text).toContain('"code":"upstream_truncated"');
  });
});

it('and the gateway serves on, without a word in its log that speaks of a mistake of its own', async () => {
  expect((await fleet.metrics()).sum('slipstream_requests_in_flight')).toBe(0);
  expect(fleet.gateway.complaints).toEqual([]);
});
