import type { Tls } from '@slipstream/config';

/** What holds for a replica behind https where the configuration says nothing. */
export const verified: Tls = { ca: null, serverName: null, verify: true, http2: false };

/** As that, but these authorities alone are trusted. */
export function trusting(pem: string, rest: Partial<Tls> = {}): Tls {
  return { ...verified, ca: { file: 'ca.pem', pem }, ...rest };
}
