import type { Reading } from './reading.ts';

/** A header value that we send: visible ASCII with inner spaces, so that no value can end its line (RFC 9110 §5.5). */
export function readHeaderValue(text: string): Reading<string> {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)) return { ok: true, value: text };
  return { ok: false, message: 'may hold only visible ASCII characters, without spaces around them' };
}

/** A bearer token: as a header value, and without inner spaces. */
export function readToken(text: string): Reading<string> {
  if (/^[\x21-\x7e]+$/.test(text)) return { ok: true, value: text };
  return { ok: false, message: 'may hold only visible ASCII characters and no spaces' };
}

/** RFC 9110 §5.1: a header name is a token. */
export function isHeaderName(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);
}
