import type { Address } from './config.ts';
import type { Reading } from './reading.ts';

export const addressWanted = 'must be HOST:PORT, such as 127.0.0.1:8080 or [::]:8080';

/** Host is a name, an IPv4 address or an IPv6 address in brackets; port 0 means any free one. */
export function readAddress(text: string): Reading<Address> {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined) return { ok: false, message: addressWanted };
  if (port > 65_535) return { ok: false, message: 'has a port above 65535' };
  return { ok: true, value: { host, port } };
}
