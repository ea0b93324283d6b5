import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abortStorm } from '../../support/abort-storm.ts';
import { inChunk, streamHead, tokenEvent } from '../../support/engine-bytes.ts';
import { ProcessInspector } from '../../support/process-inspector.ts';
import type { LiveState } from '../../support/process-inspector.ts';
import { RawFleet } from '../../support/raw-fleet.ts';
import type { RawCall } from '../../support/raw-upstream.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/**
 * Thousands of clients that leave their streams at once, with the head, or in the middle: what is alive in the gateway
 * afterwards is what was before. `npm run soak` has the long form. Field issues: litellm#6633, sglang#13419, bifrost#828.
 */

/** Pools, parsers and compiled code are there after these, and stay. */
const WARM_UP = 1000;
const STREAMS = 2000;
const TOGETHER = 50;
/** Longer than the gateway keeps an idle connection to an engine here. */
const IDLE_MS = 500;
/** A look at the metrics has a connection, too. */
const FEW_HANDLES = 3;
/** Far below one of each stream. */
const FEW_OBJECTS = 100;
const HEAP_BYTES_PER_STREAM = 250;

const random = seededRandom(23);
const event = inChunk(tokenEvent('Hi'));
let fleet: RawFleet;
let inspector: ProcessInspector;

beforeAll(async () => {
  fleet = await RawFleet.start({ replicas: 2, nodeArgs: ['--inspect=127.0.0.1:0'], top: 'database: { path: off }' });
  for (const upstream of fleet.upstreams) upstream.script(streamOn);
  inspector = await ProcessInspector.attach(fleet.gateway.inspector ?? '');
}, 30_000);

afterAll(async () => {
  inspector?.[Symbol.dispose]();
  await fleet?.[Symbol.asyncDispose]();
});

/** An engine that goes on until its client is gone. */
function streamOn({ socket }: RawCall): void {
  socket.write(streamHead);
  const decode = setInterval(() => socket.write(event), 3);
  socket.once('close', () => clearInterval(decode));
}

async function idle(): Promise<LiveState> {
  await expect
    .poll(async () => (await fleet.metrics()).sum('slipstream_requests_in_flight'), { timeout: 5000 })
    .toBe(0);
  await expect.poll(() => fleet.generationSockets, { timeout: 5000 }).toBe(0);
  await sleep(IDLE_MS);
  return await inspector.liveState();
}

const gone = async (): Promise<number> =>
  (await fleet.metrics()).sum('slipstream_requests_total', { outcome: 'client_gone' });

describe(`${STREAMS} streams whose clients leave`, () => {
  it('leave nothing behind: no handle, no listener, no object', { timeout: 60_000 }, async () => {
    await abortStorm(fleet.url, { count: WARM_UP, together: TOGETHER, random });
    const before = await idle();
    const goneBefore = await gone();
    await abortStorm(fleet.url, { count: STREAMS, together: TOGETHER, random });
    const after = await idle();
    expect((await gone()) - goneBefore).toBe(STREAMS);
    expect(after.resources.length - before.resources.length).toBeLessThanOrEqual(FEW_HANDLES);
    expect(after.emitters - before.emitters).toBeLessThanOrEqual(FEW_OBJECTS);
    expect(after.listeners - before.listeners).toBeLessThanOrEqual(FEW_OBJECTS);
    expect(after.heapBytes - before.heapBytes).toBeLessThanOrEqual(HEAP_BYTES_PER_STREAM * STREAMS);
    expect(fleet.gateway.complaints).toEqual([]);
    console.log(JSON.stringify({ before: brief(before), after: brief(after) }));
  });
});

function brief({ resources, ...state }: LiveState): object {
  return { ...state, resources: resources.length };
}
