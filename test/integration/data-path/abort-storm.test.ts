import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { abortStorm } from '../../support/abort-storm.ts';
import { inChunk, keepAliveComment, streamHead, tokenEvent } from '../../support/engine-bytes.ts';
import { ProcessInspector } from '../../support/process-inspector.ts';
import type { LiveState } from '../../support/process-inspector.ts';
import { RawFleet } from '../../support/raw-fleet.ts';
import type { RawCall } from '../../support/raw-upstream.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/**
 * What thousands of clients that leave cost in the end: nothing. Watched from outside of the process. Field issues:
 * bifrost#828; honojs/hono#1480; node-server#73, #248; ranxianglei/billion-context#411; litellm PR#30271.
 */

/** The soak does this with 10,000. */
const ABORTED_STREAMS = 2000;
const TOGETHER = 100;
/** What one aborted stream may leave on the heap. Its record alone would be more than a thousand. */
const BYTES_PER_STREAM = 250;
/** At either look, as many kept connections as there were clients together may be open or closed: no stream's remains. */
const KEPT_OBJECTS = TOGETHER;
/** A connection has about ten listeners. One left by every stream would be twice as many. */
const KEPT_LISTENERS = 10 * TOGETHER;
const TOKEN_EVERY_MS = 4;

let fleet: RawFleet;
let inspector: ProcessInspector;

beforeAll(async () => {
  fleet = await RawFleet.start({ replicas: 2, nodeArgs: ['--inspect=127.0.0.1:0'] });
  inspector = await ProcessInspector.attach(fleet.gateway.inspector ?? '');
  for (const upstream of fleet.upstreams) upstream.script(streamUntilLeft);
});

afterAll(async () => {
  inspector?.[Symbol.dispose]();
  await fleet?.[Symbol.asyncDispose]();
});

/** Tokens without end. */
function streamUntilLeft({ socket }: RawCall): void {
  socket.write(Buffer.concat([Buffer.from(streamHead), inChunk(keepAliveComment)]));
  const token = inChunk(tokenEvent('token'));
  const timer = setInterval(() => socket.write(token), TOKEN_EVERY_MS);
  socket.once('close', () => clearInterval(timer));
}

/** When nobody asks for anything any more. */
async function whenQuiet(): Promise<LiveState & { readonly files: number }> {
  await expect.poll(async () => (await fleet.metrics()).sum('slipstream_requests_in_flight')).toBe(0);
  await expect.poll(() => fleet.generationSockets, { timeout: 3000 }).toBe(0);
  return { ...(await inspector.liveState()), files: openFiles() };
}

function openFiles(): number {
  return readdirSync(`/proc/${fleet.gateway.pid}/fd`).length;
}

it(
  `${ABORTED_STREAMS} aborted streams leave no handle, no listener, no object and no memory behind`,
  { timeout: 120_000 },
  async () => {
    const random = seededRandom(3);
    // Pools, parsers and compiled code are there after a first storm, and stay.
    await abortStorm(fleet.url, { count: 1000, together: TOGETHER, random });
    const before = await whenQuiet();
    const outcomesBefore = (await fleet.metrics()).by('outcome', 'slipstream_requests_total');

    await abortStorm(fleet.url, { count: ABORTED_STREAMS, together: TOGETHER, random });
    const after = await whenQuiet();

    const outcomes = (await fleet.metrics()).by('outcome', 'slipstream_requests_total');
    expect(outcomesBefore).toEqual({ client_gone: 1000 });
    expect(outcomes).toEqual({ client_gone: 1000 + ABORTED_STREAMS });
    expect(after.resources).toEqual(before.resources);
    expect(after.files).toBe(before.files);
    expect(after.emitters).toBeLessThan(before.emitters + KEPT_OBJECTS);
    expect(after.listeners).toBeLessThan(before.listeners + KEPT_LISTENERS);
    expect(after.heapBytes - before.heapBytes).toBeLessThan(BYTES_PER_STREAM * ABORTED_STREAMS);
    // An unhandled rejection would have ended it, and a stack would stand in its log.
    expect([fleet.gateway.alive, fleet.gateway.complaints]).toEqual([true, []]);
  },
);
