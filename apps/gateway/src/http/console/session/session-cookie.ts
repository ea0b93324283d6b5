import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { longestSessionMs } from './console-sessions.ts';

/** Over TLS the name itself makes browsers refuse a cookie that is not Secure, or that another host has set. */
const [plain, secure] = ['slipstream-console', '__Host-slipstream-console'] as const;

export function readSessionCookie(c: Context): string | undefined {
  return getCookie(c, secure) ?? getCookie(c, plain);
}

/** `Secure` where the browser came over TLS: its Origin says so, whoever ends the TLS in front of us. */
export function writeSessionCookie(c: Context, id: string): void {
  const isSecure = c.req.header('origin')?.startsWith('https:') === true;
  setCookie(c, isSecure ? secure : plain, id, {
    httpOnly: true,
    sameSite: 'Strict',
    secure: isSecure,
    path: '/',
    maxAge: longestSessionMs / 1000,
  });
}

export function dropSessionCookie(c: Context): void {
  deleteCookie(c, plain, { path: '/' });
  deleteCookie(c, secure, { path: '/', secure: true });
}
