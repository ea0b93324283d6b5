import { describe, expect, it } from 'vitest';
import type { PageResult } from '../ports.ts';
import { createDispatch } from './dispatch.ts';
import { createFetchPage } from './fetch-page.ts';
import type { FetchPageOptions } from './fetch-page.ts';
import { exchangeRig } from './testing/exchange-rig.ts';
import type { ExchangeRig } from './testing/exchange-rig.ts';
import { ManualTimers } from './testing/manual-timers.ts';
import { answer, chunk, chunkedHead, closed, lastChunk } from './testing/scripted-server.ts';

const clock = { now: () => 0, wallTime: () => 0 };

function fetchFrom(
  rig: ExchangeRig,
  timers: ManualTimers,
  options: Partial<FetchPageOptions> = {},
): Promise<PageResult> {
  const fetchPage = createFetchPage({ dispatch: createDispatch(rig.pools, clock), timers, ...options });
  return fetchPage(rig.server.replica, '/metrics', 500);
}

describe('fetchPage', () => {
  it('gives a whole page with status and type, and leaves no timer behind', async () => {
    const timers = new ManualTimers();
    await using rig = await exchangeRig((socket) => {
      socket.write(answer('tgi_x 1\n', { status: '503 Service Unavailable', headers: ['content-type: text/plain'] }));
    });
    const page = await fetchFrom(rig, timers);
    expect(page).toMatchObject({ ok: true, status: 503, contentType: 'text/plain' });
    expect(page.ok ? Buffer.from(page.body).toString() : '').toBe('tgi_x 1\n');
    expect(rig.server.requests[0]).toMatch(/^GET \/metrics HTTP\/1\.1\r\n/);
    expect(timers.pending.size).toBe(0);
  });

  it('puts together a page that comes in chunks', async () => {
    await using rig = await exchangeRig((socket) => {
      socket.write(chunkedHead + chunk('ab'), () => socket.write(chunk('cd') + lastChunk));
    });
    const page = await fetchFrom(rig, new ManualTimers());
    expect(page.ok ? Buffer.from(page.body).toString() : '').toBe('abcd');
  });

  it('sends the headers that the replica wants', async () => {
    await using rig = await exchangeRig((socket) => socket.write(answer('')));
    await fetchFrom(rig, new ManualTimers(), { headersFor: () => ({ authorization: 'Bearer k' }) });
    expect(rig.server.requests[0]).toContain('\r\nauthorization: Bearer k\r\n');
  });

  it('gives up when the time is over, and closes the connection', async () => {
    const timers = new ManualTimers();
    const asked = Promise.withResolvers<void>();
    await using rig = await exchangeRig((socket) => socket.write(chunkedHead + chunk('a'), () => asked.resolve()));
    const page = fetchFrom(rig, timers);
    await asked.promise;
    expect([...timers.pending.values()]).toEqual([500]);
    timers.fire();
    expect(await page).toEqual({ ok: false, failure: 'no whole answer within 500 ms' });
    await closed(rig.server.sockets[0]);
  });

  it('gives up on a page that is too large, and closes the connection', async () => {
    await using rig = await exchangeRig((socket) => socket.write(chunkedHead + chunk('x'.repeat(2000))));
    const page = await fetchFrom(rig, new ManualTimers(), { maxBytes: 1000 });
    expect(page).toEqual({ ok: false, failure: 'larger than 1000 bytes' });
    await closed(rig.server.sockets[0]);
  });

  it('tells how it failed, with the system’s own word', async () => {
    const timers = new ManualTimers();
    await using rig = await exchangeRig((socket) => socket.resetAndDestroy());
    expect(await fetchFrom(rig, timers)).toEqual({ ok: false, failure: 'reset (ECONNRESET)' });
    expect(timers.pending.size).toBe(0);
  });
});
