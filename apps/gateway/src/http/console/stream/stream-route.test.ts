import { describe, expect, it } from 'vitest';
import { secretOf, SimulatedConsole } from '../../../testing/simulated-console.ts';
import { EventFeed } from '../../../testing/event-feed.ts';

async function cookieOf({ url }: SimulatedConsole, role = 'viewer'): Promise<string> {
  const body = new URLSearchParams({ key: secretOf(role) });
  const answer = await fetch(`${url}/console/sign-in`, {
    method: 'POST',
    body,
    headers: { origin: url },
    redirect: 'manual',
  });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function watch(sim: SimulatedConsole, query: string, cookie?: string): Promise<EventFeed> {
  const headers = { cookie: cookie ?? (await cookieOf(sim)) };
  return new EventFeed(await fetch(`${sim.url}/console/stream${query}`, { headers }));
}

/** A second goes by, once every open stream waits for it (and history for the end of its slice). */
async function tick({ time }: SimulatedConsole, streams = 1): Promise<void> {
  while (time.alive < streams + 1) await new Promise((resolve) => setImmediate(resolve));
  time.advance(1000);
}

interface Series {
  readonly lines: readonly { readonly chart: string; readonly label: string }[] | null;
  readonly markers: readonly { readonly label: string }[] | null;
  readonly times: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
}

describe('the stream of a page', () => {
  it('begins with all parts of the page, and the charts with their past', async () => {
    await using sim = await SimulatedConsole.start();
    await sim.gateway.run(20, 8);
    await sim.gateway.ask('start');
    await sim.gateway.run(12, 8, { mlp: { acceleration: 1.75 } });
    await using feed = await watch(sim, '?rollout=live');
    expect(feed.contentType).toBe('text/event-stream');
    const parts = JSON.parse((await feed.next('parts')).data) as Record<string, string>;
    expect(Object.keys(parts)).toEqual([
      'live-nav',
      'live-banners',
      'live-head',
      'live-variants',
      'live-breakdown',
      'live-replicas',
      'live-actions',
      'live-steps',
      'live-checks',
      'live-log',
    ]);
    const series = JSON.parse((await feed.next('series')).data) as Series;
    expect(series.times).toHaveLength(6);
    const at = series.lines?.findIndex(({ chart, label }) => chart === 'acceleration' && label === 'baseline') ?? -1;
    expect(at).toBe(0);
    // Lower end, estimate, upper end; a model without speculation takes a pass per token.
    for (const column of series.columns.slice(0, 3)) expect(column.at(-1)).toBeCloseTo(1, 1);
    expect(series.markers?.map(({ label }) => label)).toEqual(['ready', 'warming', 'step 1']);
  });

  it('then says only what has changed, once a second', async () => {
    await using sim = await SimulatedConsole.start();
    await using feed = await watch(sim, '?rollout=live');
    await feed.next('parts');
    await feed.next('series');
    await sim.gateway.ask('start', { why: 'it is time' });
    await sim.gateway.look(3);
    await tick(sim);
    const parts = JSON.parse((await feed.next('parts')).data) as Record<string, string>;
    expect(Object.keys(parts)).toContain('live-log');
    expect(Object.keys(parts)).not.toContain('live-replicas');
    expect(parts['live-log']).toContain('it is time');
    const tail = JSON.parse((await feed.next('tail')).data) as { rows: string; skipped: number; upTo: number };
    expect([tail.rows.match(/<tr /g)?.length, tail.skipped, tail.upTo]).toEqual([3, 0, 3]);
  });

  it('sends forty requests a second at most, and tells how many more there were', async () => {
    await using sim = await SimulatedConsole.start();
    await using feed = await watch(sim, '?rollout=live&tail=0');
    await feed.next('parts');
    await sim.gateway.look(100);
    await tick(sim);
    const tail = JSON.parse((await feed.next('tail')).data) as { rows: string; skipped: number };
    expect([tail.rows.match(/<tr /g)?.length, tail.skipped]).toEqual([40, 60]);
  });

  it('beats while there is nothing to say', async () => {
    await using sim = await SimulatedConsole.start();
    await using feed = await watch(sim, '');
    await feed.next('parts');
    for (let second = 0; second < 5; second += 1) await tick(sim);
    expect((await feed.next('beat')).data).toBe('');
  });

  it('goes on with the points that are new', async () => {
    await using sim = await SimulatedConsole.start();
    await using feed = await watch(sim, '?model=tgi');
    expect((JSON.parse((await feed.next('series')).data) as Series).times).toEqual([]);
    for (let second = 0; second < 5; second += 1) await tick(sim);
    const series = JSON.parse((await feed.next('series')).data) as Series;
    expect([series.lines, series.times.length]).toEqual([null, 1]);
  });

  it('ends with the session', async () => {
    await using sim = await SimulatedConsole.start();
    await using feed = await watch(sim, '?model=tgi');
    await feed.next('parts');
    sim.keys.delete('viewer');
    await tick(sim);
    await expect(feed.next('parts')).rejects.toThrow('the stream has ended');
  });

  it('is of something that is there, for so many at a time', async () => {
    await using sim = await SimulatedConsole.start();
    const cookie = await cookieOf(sim);
    expect((await watch(sim, '?rollout=other', cookie)).status).toBe(404);
    const feeds = await Promise.all(Array.from({ length: 64 }, async () => await watch(sim, '', cookie)));
    expect(feeds.map(({ status }) => status)).toEqual(Array(64).fill(200));
    expect((await watch(sim, '', cookie)).status).toBe(503);
    for (const feed of feeds) await feed[Symbol.asyncDispose]();
    // Whoever leaves makes room, as soon as the gateway has noticed.
    while (sim.time.alive > 1) await new Promise((resolve) => setImmediate(resolve));
    await using again = await watch(sim, '', cookie);
    expect(again.status).toBe(200);
  });
});
