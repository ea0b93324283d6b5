import type { OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { Cancel, Timers } from '../../ports.ts';
import type { Rollouts } from '../../rollout/rollouts.ts';
import { adminError } from './admin-error.ts';
import type { AdminEnv } from './admin-env.ts';
import { rolloutView } from './rollout-view.ts';

/** Proxies close what is silent for longer. */
const HEARTBEAT_MS = 15_000;

/**
 * `GET …/status` is where a rollout stands; with `?watch` it goes on as server-sent events, one whenever that changes, until the
 * watcher leaves. Not in the OpenAPI document, which has no word for streams of events.
 */
export function watchRoute(app: OpenAPIHono<AdminEnv>, rollouts: Rollouts, timers: Timers): void {
  app.get('/rollouts/:name/status', (c) => {
    const name = c.req.param('name');
    const { controller } = rollouts;
    const found = controller.rollout(name);
    if (found === null) return c.json(adminError('unknown', `There is no rollout ${JSON.stringify(name)}.`), 404);
    if (c.req.query('watch') === undefined) return c.json(rolloutView(found));
    return streamSSE(c, async (stream) => {
      const left = Promise.withResolvers<void>();
      let shown = '';
      let last: Promise<void> = Promise.resolve();
      const write = (message: { event: string; data: string }): void => {
        last = last.then(() => stream.writeSSE(message)).catch(() => left.resolve());
      };
      const show = (): void => {
        const now = controller.rollout(name);
        if (now === null) return left.resolve();
        const data = JSON.stringify(rolloutView(now));
        if (data === shown) return;
        shown = data;
        write({ event: 'rollout', data });
      };
      let cancelBeat: Cancel = () => undefined;
      const beat = (): void => {
        cancelBeat = timers.after(HEARTBEAT_MS, () => {
          write({ event: 'still-here', data: '' });
          beat();
        });
      };
      stream.onAbort(() => left.resolve());
      const unsubscribe = rollouts.subscribe(show, () => left.resolve());
      show();
      beat();
      await left.promise;
      unsubscribe();
      cancelBeat();
    });
  });
}
