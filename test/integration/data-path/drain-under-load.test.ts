import { afterEach, expect, it } from 'vitest';
import { ask, chatBody, errorOf, openAnswer } from '../../../apps/gateway/src/testing/raw-client.ts';
import type { RawAnswer, RawStream } from '../../../apps/gateway/src/testing/raw-client.ts';
import { doneEvent, inChunk, lastChunk, streamHead, tokenEvent } from '../../support/engine-bytes.ts';
import { RawFleet } from '../../support/raw-fleet.ts';
import type { RawUpstream } from '../../support/raw-upstream.ts';

/**
 * SIGTERM under hundreds of streams, as a rolling restart sends it. Field issues: dynamo PR#3481, PR#10862, PR#12031,
 * #13559; aibrix#2368; preloop#217; mnfst/llm-gateway#2326.
 */

const STREAMS = 500;
const OPENED_TOGETHER = 50;
const TOKEN_EVERY_MS = 50;
const token = tokenEvent('token ');
const lastToken = tokenEvent('', 'stop');
const ending = Buffer.concat([inChunk(lastToken), inChunk(doneEvent), Buffer.from(lastChunk)]);

let fleet: RawFleet | null = null;

afterEach(async () => {
  await fleet?.[Symbol.asyncDispose]();
  fleet = null;
});

interface PacedEngine {
  /** All streams go on from here, at their pace. */
  readonly begin: () => void;
  /** Connections that the gateway broke before the answer was whole. */
  readonly broken: () => number;
}

/** Streams of so many tokens. The first comes at once, the others once they have begun. */
function paced(upstream: RawUpstream, tokens: number): PacedEngine {
  const steps = new Set<() => void>();
  let broken = 0;
  upstream.script(({ socket, closedAtMs }) => {
    let left = tokens - 1;
    const step = (): void => {
      left -= 1;
      if (left === 0) steps.delete(step);
      socket.write(left === 0 ? ending : inChunk(token));
    };
    steps.add(step);
    socket.write(Buffer.concat([Buffer.from(streamHead), inChunk(token)]));
    void closedAtMs.then(() => {
      if (steps.delete(step)) broken += 1;
    });
  });
  const begin = (): void => {
    const timer = setInterval(() => {
      if (steps.size === 0) clearInterval(timer);
      for (const step of steps) step();
    }, TOKEN_EVERY_MS);
  };
  return { begin, broken: () => broken };
}

/** Returns when each has its first token. */
async function openStreams(url: string): Promise<Promise<RawAnswer>[]> {
  const streams: RawStream[] = [];
  while (streams.length < STREAMS) {
    const opening = Array.from({ length: OPENED_TOGETHER }, () => openAnswer(url, { ...chatBody, stream: true }));
    streams.push(...(await Promise.all(opening)));
  }
  return streams.map(async (stream) => await stream.rest());
}

it(`lets ${STREAMS} streams end well within the grace period, and takes no new one`, { timeout: 60_000 }, async () => {
  fleet = await RawFleet.start({ top: 'timeouts: { drain: 30s }' });
  const tokens = 60;
  const { begin, broken } = paced(fleet.upstream, tokens);
  const streams = await openStreams(fleet.url);
  fleet.gateway.signal('SIGTERM');

  const { url } = fleet;
  await expect.poll(async () => (await ask(url, '', { method: 'GET', path: '/ready' })).status).toBe(503);
  const refused = await ask(url, { ...chatBody, stream: true });
  expect([refused.status, errorOf(refused).code, refused.headers.connection]).toEqual([503, 'draining', 'close']);
  expect(fleet.upstream.calls).toBe(STREAMS);
  begin();

  const whole = token.repeat(tokens - 1) + lastToken + doneEvent;
  const cut = (await Promise.all(streams)).filter(({ complete, text }) => !complete || text !== whole);
  expect(cut).toEqual([]);
  expect(broken()).toBe(0);
  expect(await fleet.gateway.exitCode()).toBe(0);
  expect(fleet.gateway.complaints).toEqual([]);
});

it(`tells all ${STREAMS} clients when the grace period is too short for them`, { timeout: 60_000 }, async () => {
  fleet = await RawFleet.start({ top: 'timeouts: { drain: 300ms }' });
  const { begin, broken } = paced(fleet.upstream, 100_000);
  const streams = await openStreams(fleet.url);
  begin();
  fleet.gateway.signal('SIGTERM');

  const answers = await Promise.all(streams);
  expect(answers.filter(({ complete, text }) => complete || text.includes('[DONE]'))).toEqual([]);
  const told = answers.filter(({ text }) => text.trimEnd().split('\n\n').at(-1)?.includes('"code":"draining"'));
  expect(told).toHaveLength(STREAMS);
  expect(await fleet.gateway.exitCode()).toBe(0);
  await expect.poll(broken).toBe(STREAMS);
  expect(fleet.gateway.complaints).toEqual([]);
});
