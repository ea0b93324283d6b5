import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chatBody, openAnswer, sendRequest } from '../../../apps/gateway/src/testing/raw-client.ts';
import { inChunk, keepAliveComment, streamHead, tokenEvent, wholeHead } from '../../support/engine-bytes.ts';
import { RawFleet } from '../../support/raw-fleet.ts';
import type { RawCall } from '../../support/raw-upstream.ts';

/**
 * A client leaves: the engine must see it within 200 ms, or it decodes on for nobody. Watched at the engine's side of the
 * wire. Field issues: sglang#6531, #34894, #13419; bifrost#828, PR#3341, PR#6802, PR#7106, PR#7199; dynamo PR#2152, #13691.
 */

const SEEN_WITHIN_MS = 200;

let fleet: RawFleet;
let goneBefore: number;

beforeAll(async () => {
  fleet = await RawFleet.start({ replicas: 3 });
});

afterAll(async () => {
  await fleet?.[Symbol.asyncDispose]();
});

beforeEach(async () => {
  goneBefore = await endedAs('client_gone');
});

afterEach(async () => {
  for (const upstream of fleet.upstreams) upstream.script(null);
  await expect.poll(inFlight, { timeout: 3000, interval: 10 }).toBe(0);
  await expect.poll(() => fleet.generationSockets, { timeout: 3000, interval: 10 }).toBe(0);
  expect(fleet.gateway.complaints).toEqual([]);
});

async function inFlight(): Promise<number> {
  return (await fleet.metrics()).sum('slipstream_requests_in_flight');
}

async function endedAs(outcome: string): Promise<number> {
  return (await fleet.metrics()).sum('slipstream_requests_total', { outcome });
}

async function expectOneGone(): Promise<void> {
  await expect.poll(() => endedAs('client_gone'), { timeout: 3000, interval: 10 }).toBe(goneBefore + 1);
}

/** The next generation, whichever replica it goes to. */
async function nextCall(): Promise<RawCall> {
  return await new Promise((resolve) => {
    for (const upstream of fleet.upstreams) upstream.script(resolve);
  });
}

/** What the engine has sent when the client leaves, and whether the client waits to see some of it. */
const moments = [
  { when: 'before the head of a stream', stream: true, sent: [], seen: false },
  { when: 'during the prefill of a stream', stream: true, sent: [streamHead, inChunk(keepAliveComment)], seen: false },
  { when: 'in the middle of a stream', stream: true, sent: [streamHead, inChunk(tokenEvent('Hi'))], seen: true },
  { when: 'before the head of a whole answer', stream: false, sent: [], seen: false },
  { when: 'between head and body of a whole answer', stream: false, sent: [wholeHead(1000)], seen: false },
  { when: 'in the body of a whole answer', stream: false, sent: [wholeHead(1000), '{"choices":['], seen: false },
  {
    when: 'in the body of a large whole answer, which is relayed as it comes',
    stream: false,
    sent: [wholeHead(400_000), `{"choices":["${'x'.repeat(200_000)}`],
    seen: true,
  },
] as const;

async function firstRead(answered: Promise<unknown[]>): Promise<void> {
  const [incoming] = (await answered) as [IncomingMessage];
  await once(incoming, 'data', { signal: AbortSignal.timeout(5000) });
}

describe('a client that leaves is seen by the engine at once', () => {
  it.each(moments)('$when', async ({ stream, sent, seen }) => {
    const arrival = nextCall();
    const request = sendRequest(fleet.url, { ...chatBody, stream });
    const answered = once(request, 'response', { signal: AbortSignal.timeout(5000) });
    answered.catch(() => undefined);
    const call = await arrival;
    for (const part of sent) call.socket.write(part);
    await fleet.hasRead();
    if (seen) await firstRead(answered);
    const leftAtMs = performance.now();
    request.destroy();
    expect((await call.closedAtMs) - leftAtMs).toBeLessThan(SEEN_WITHIN_MS);
    await expectOneGone();
  });

  it.each([true, false])('in the wait for another attempt, which is then the last (stream: %s)', async (stream) => {
    const first = nextCall();
    const request = sendRequest(fleet.url, { ...chatBody, stream });
    const dropped = await first;
    const second = nextCall();
    dropped.socket.resetAndDestroy();
    const { closedAtMs } = await second;
    const callsBefore = calls();
    const leftAtMs = performance.now();
    request.destroy();
    expect((await closedAtMs) - leftAtMs).toBeLessThan(SEEN_WITHIN_MS);
    await expectOneGone();
    expect(calls()).toBe(callsBefore);
  });

  it.each([
    [0, 0],
    [1, 0],
    [2, 0],
    [5, 0],
    [10, 0],
    [25, 2],
    [50, 2],
  ])('%i ms after its request, which has reached the engine or not (at least %i have)', async (afterMs, least) => {
    const seen: RawCall[] = [];
    for (const upstream of fleet.upstreams) upstream.script((call) => seen.push(call));
    const requests = [true, false].map((stream) => sendRequest(fleet.url, { ...chatBody, stream }));
    await Promise.all(requests.map((request) => once(request, 'finish')));
    await sleep(afterMs);
    const leftAtMs = performance.now();
    for (const request of requests) request.destroy();
    await expect.poll(inFlight, { timeout: 3000, interval: 5 }).toBe(0);
    const closedAtMs = await Promise.all(seen.map((call) => call.closedAtMs));
    for (const atMs of closedAtMs) expect(atMs - leftAtMs).toBeLessThan(SEEN_WITHIN_MS);
    expect(seen.length).toBeGreaterThanOrEqual(least);
  });
});

it('a client that stops reading and then leaves is seen, too: back pressure does not hide it', async () => {
  const arrival = nextCall();
  const opening = openAnswer(fleet.url, { ...chatBody, stream: true });
  const call = await arrival;
  call.socket.write(Buffer.concat([Buffer.from(streamHead), inChunk(tokenEvent('Hi'))]));
  const stream = await opening;
  // Far more than all buffers on the way hold: the gateway has stopped reading by then.
  const flood = inChunk(tokenEvent('x'.repeat(32_000)));
  for (let count = 0; count < 800; count += 1) call.socket.write(flood);
  await fleet.hasRead();
  expect(call.socket.writableLength).toBeGreaterThan(0);
  const leftAtMs = performance.now();
  stream.leave();
  expect((await call.closedAtMs) - leftAtMs).toBeLessThan(SEEN_WITHIN_MS);
  await expectOneGone();
});

function calls(): number {
  return fleet.upstreams.reduce((sum, upstream) => sum + upstream.calls, 0);
}
