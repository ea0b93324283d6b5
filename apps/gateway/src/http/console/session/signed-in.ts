import type { Context } from 'hono';
import { timingSafeEqual } from 'node:crypto';
import type { ConsoleSession, ConsoleSessions } from './console-sessions.ts';
import { isSameOrigin } from './same-origin.ts';
import { readSessionCookie } from './session-cookie.ts';

/** Who is signed in, for looking. Null: nobody. */
export function signedIn(c: Context, sessions: ConsoleSessions): ConsoleSession | null {
  return sessions.find(readSessionCookie(c));
}

/**
 * Who is signed in, for changing something: the request must come from a page of ours and carry its token (`x-slipstream-token`, or
 * as `sent`). A cookie alone moves nothing.
 */
export function signedInToAct(
  c: Context,
  sessions: ConsoleSessions,
  sent: string | undefined = c.req.header('x-slipstream-token'),
): ConsoleSession | null {
  const session = signedIn(c, sessions);
  if (session === null || sent === undefined) return null;
  if (!isSameOrigin({ origin: c.req.header('origin'), host: c.req.header('host') })) return null;
  const [own, given] = [Buffer.from(session.token), Buffer.from(sent)];
  return own.length === given.length && timingSafeEqual(own, given) ? session : null;
}
