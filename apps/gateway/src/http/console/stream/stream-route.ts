import type { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Cancel, Clock, Logger, Timers } from '../../../ports.ts';
import { subjectOf } from '../page/subject.ts';
import type { Subject } from '../page/subject.ts';
import type { ConsoleSessions } from '../session/console-sessions.ts';
import { signedIn } from '../session/signed-in.ts';
import { PageWatch } from './page-watch.ts';
import type { WatchParts } from './page-watch.ts';

export interface StreamParts extends WatchParts {
  readonly sessions: ConsoleSessions;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** Between two messages of the same page: eyes are not faster. */
const tickMs = 1000;
/** Proxies close what is silent for longer, and pages know by it that they are connected. */
const beatMs = 5000;
/** Pages open at a time, of everybody. */
const mostStreams = 64;

/** Everything that a page needs to stay true, in one stream; it ends with the session. */
export function streamRoute(app: Hono, parts: StreamParts): void {
  const { sessions, sources, timers, clock, logger } = parts;
  let open = 0;
  app.get('/stream', (c) => {
    const session = signedIn(c, sessions);
    if (session === null) return c.text('Sign in first.', 401);
    const subject = requested(c.req.query(), sources);
    if (subject === undefined) return c.text('There is nothing of that name.', 404);
    if (open >= mostStreams) return c.text(`${mostStreams} pages are open already.`, 503);
    open += 1;
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      const watch = new PageWatch(subject, Number(c.req.query('tail') ?? 0) || 0, parts);
      const left = Promise.withResolvers<void>();
      let cancel: Cancel = () => undefined;
      let saidAtMs = clock.now();
      stream.onAbort(() => left.resolve());
      const tick = async (): Promise<void> => {
        const now = sessions.find(session.id);
        if (now === null) return left.resolve();
        const messages = await watch.news(now.key.role);
        for (const message of messages) await stream.writeSSE(message);
        if (messages.length === 0 && clock.now() - saidAtMs >= beatMs)
          await stream.writeSSE({ event: 'beat', data: '' });
        else if (messages.length === 0) return again();
        saidAtMs = clock.now();
        again();
      };
      const again = (): void => {
        cancel = timers.after(tickMs, run);
      };
      const run = (): void => {
        tick().catch((error: unknown) => {
          logger.error({ err: error }, 'a page of the console could not be kept up');
          left.resolve();
        });
      };
      run();
      await left.promise;
      cancel();
      open -= 1;
    });
  });
}

/** Undefined: it names something that is not there. Null: a page of neither. */
function requested(query: Record<string, string>, sources: WatchParts['sources']): Subject | null | undefined {
  const { rollout, model } = query;
  if (rollout !== undefined) return subjectOf(sources, 'rollout', rollout) ?? undefined;
  if (model !== undefined) return subjectOf(sources, 'model', model) ?? undefined;
  return null;
}
