import { createHash } from 'node:crypto';
import { readToken } from './header-text.ts';
import type { Reading } from './reading.ts';

/** Guessing must not be a way in: 16 characters of base64 are 96 bits. */
const shortest = 16;

export const secretWanted = 'must be "sha256:" and 64 hexadecimal digits, or the key itself as "${NAME}" from outside';

/**
 * The secret of a client's key as its SHA-256, in lower-case hexadecimal: `sha256:…` as it stands, or made of the key
 * itself, which then goes no further than this function.
 */
export function readKeySecret(text: string): Reading<string> {
  const digest = /^sha256:(.*)$/s.exec(text)?.[1];
  if (digest !== undefined) {
    if (/^[0-9a-fA-F]{64}$/.test(digest)) return { ok: true, value: digest.toLowerCase() };
    return { ok: false, message: 'must have 64 hexadecimal digits after "sha256:"' };
  }
  const token = readToken(text);
  if (!token.ok) return token;
  if (text.length < shortest) return { ok: false, message: `must have at least ${shortest} characters` };
  return { ok: true, value: createHash('sha256').update(text).digest('hex') };
}
