import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AuthenticateAdmin } from '../../admin/admin-auth.ts';
import { document } from '../views/document.ts';
import { signInView } from '../views/sign-in-view.ts';
import type { ConsoleSessions } from './console-sessions.ts';
import { isSameOrigin } from './same-origin.ts';
import { dropSessionCookie, readSessionCookie, writeSessionCookie } from './session-cookie.ts';
import { signedInToAct } from './signed-in.ts';

export interface SignInParts {
  readonly sessions: ConsoleSessions;
  readonly authenticate: AuthenticateAdmin;
  readonly assets: string;
}

const mostFormBytes = 8192;

/** A key for a session, and a session for nothing. */
export function signInRoutes(app: Hono, { sessions, authenticate, assets }: SignInParts): void {
  const page = (next: string, failed: string | null) =>
    document({ title: 'Sign in', assets, body: signInView({ next, failed }), isLive: false });

  app.get('/sign-in', (c) => c.html(page(localPath(c.req.query('next')), null)));

  app.post('/sign-in', bodyLimit({ maxSize: mostFormBytes }), async (c) => {
    if (!isSameOrigin({ origin: c.req.header('origin'), host: c.req.header('host') })) {
      return c.html(page('/console', 'This form was sent by another site.'), 403);
    }
    const { key, next } = await c.req.parseBody();
    const path = localPath(typeof next === 'string' ? next : undefined);
    const found = typeof key === 'string' ? authenticate(`Bearer ${key.trim()}`) : null;
    if (found === null) return c.html(page(path, 'This key is not known here.'), 401);
    const before = readSessionCookie(c);
    if (before !== undefined) sessions.close(before);
    writeSessionCookie(c, sessions.open(found));
    return c.redirect(path, 303);
  });

  app.post('/sign-out', bodyLimit({ maxSize: mostFormBytes }), async (c) => {
    const { token } = await c.req.parseBody();
    const session = signedInToAct(c, sessions, typeof token === 'string' ? token : undefined);
    if (session === null) return c.redirect('/console', 303);
    sessions.close(session.id);
    dropSessionCookie(c);
    return c.redirect('/console/sign-in', 303);
  });
}

/** Only pages of the console: no other site, and no path that a browser reads as one. */
function localPath(next: string | undefined): string {
  return next !== undefined && /^\/console(?:\/[\w.~!$&'()*+,;=:@%/-]*)?$/.test(next) ? next : '/console';
}
