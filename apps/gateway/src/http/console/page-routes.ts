import type { Context, Hono } from 'hono';
import { raw } from 'hono/html';
import type { Clock } from '../../ports.ts';
import type { ConsoleSources } from './console-sources.ts';
import type { AuditLogs } from './page/audit-logs.ts';
import { firstSubject, pathOf, subjectOf } from './page/subject.ts';
import type { Subject } from './page/subject.ts';
import type { ConsoleSession, ConsoleSessions } from './session/console-sessions.ts';
import { signedIn } from './session/signed-in.ts';
import type { LiveFeed } from './stream/live-feed.ts';
import { document } from './views/document.ts';
import { keysView } from './views/keys-view.ts';
import type { KeysData } from './views/keys-view.ts';
import { frame, livePage } from './views/live-page.ts';
import type { Fragments } from './views/live-page.ts';
import { markup } from './views/markup.ts';
import type { Markup } from './views/markup.ts';

export interface PageParts {
  readonly sources: ConsoleSources;
  readonly sessions: ConsoleSessions;
  readonly feed: LiveFeed;
  readonly logs: AuditLogs;
  readonly assets: string;
  readonly clock: Clock;
}

/** Pages, for who is signed in; others are sent to do so, and back. */
export function pageRoutes(app: Hono, parts: PageParts): void {
  const { sources } = parts;

  app.get('/', (c) => {
    const session = signedIn(c, parts.sessions);
    if (session === null) return toSignIn(c);
    const first = firstSubject(sources);
    return first === null
      ? show(c, parts, session, { subject: null, title: 'Empty', main: nothing })
      : c.redirect(pathOf(first));
  });

  /** For pages that have lost their stream: whether it is for want of a session. */
  app.get('/session', (c) => c.body(null, signedIn(c, parts.sessions) === null ? 401 : 204));

  app.get('/keys', async (c) => {
    const session = signedIn(c, parts.sessions);
    if (session === null) return toSignIn(c);
    return await show(c, parts, session, {
      subject: null,
      title: 'Keys and usage',
      main: keysView(await keysData(sources)),
    });
  });

  app.get('/:kind{rollouts|models}/:name', async (c) => {
    const session = signedIn(c, parts.sessions);
    if (session === null) return toSignIn(c);
    const { kind, name } = c.req.param();
    const subject = subjectOf(sources, kind.slice(0, -1), name);
    if (subject === null)
      return await show(c, parts, session, { subject: null, title: 'Not here', main: missing(kind, name) }, 404);
    return await show(c, parts, session, { subject, title: subject.name, main: null });
  });

  app.notFound((c) => c.text('There is no such page.', 404));
}

interface Shown {
  readonly subject: Subject | null;
  readonly title: string;
  /** Null: that of the subject. */
  readonly main: Markup | null;
}

async function show(
  c: Context,
  { feed, assets, sources }: PageParts,
  { key, token }: ConsoleSession,
  { subject, title, main }: Shown,
  status: 200 | 404 = 200,
): Promise<Response> {
  const texts = await feed.fragments(subject, key.role);
  // Made by views, which escape: as texts they are put in as they are.
  const fragments: Fragments = Object.fromEntries([...texts].map(([id, text]) => [id, raw(text)]));
  const { tail } = sources.history;
  const inside = main ?? (subject === null ? nothing : livePage(subject, fragments, tail.since(0)));
  const body = frame({ key, token, subject, fragments, main: inside, tailSequence: tail.sequence });
  return await c.html(document({ title, assets, body, isLive: true }), status);
}

function toSignIn(c: Context): Response {
  return c.redirect(`/console/sign-in?next=${encodeURIComponent(new URL(c.req.url).pathname)}`, 303);
}

async function keysData({ keys, usage }: ConsoleSources): Promise<KeysData> {
  const known = await keys();
  if (usage === null) return { keys: known, usage: null, away: null };
  try {
    return { keys: known, usage: await usage(), away: null };
  } catch (error) {
    return { keys: known, usage: null, away: error instanceof Error ? error.message : String(error) };
  }
}

const nothing = markup`<div class="title-row"><h1>Nothing is served yet</h1></div><p class="empty">slipstream.yaml names no model.</p>`;

function missing(kind: string, name: string): Markup {
  return markup`<div class="title-row"><h1>Not here</h1></div><p class="empty">There is no ${kind.slice(0, -1)} “${name}” (any more).</p>`;
}
