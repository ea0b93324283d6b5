import { isIP } from 'node:net';
import type { Reading } from './reading.ts';

export const serverNameWanted = 'must be a host name, such as gpu-1.internal';

/** A name that a TLS client may ask for: RFC 6066 §3 allows no addresses, and a certificate for one needs none. */
export function readServerName(text: string): Reading<string> {
  if (isIP(text) !== 0) return { ok: false, message: 'may not be an address: leave it out and put that into the URL' };
  const label = String.raw`[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?`;
  if (text.length <= 253 && new RegExp(`^${label}(?:\\.${label})*$`, 'i').test(text)) return { ok: true, value: text };
  return { ok: false, message: serverNameWanted };
}
