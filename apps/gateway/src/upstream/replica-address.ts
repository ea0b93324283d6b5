import type { Replica } from '@slipstream/config';

/**
 * Where a replica is and how it is trusted, as one text: two replicas with the same share what is known of the server,
 * and its connections. A connection that was opened under other terms is not one of them.
 */
export function replicaAddress({ url, tls }: Replica): string {
  return tls === null ? url.origin : `${url.origin} ${JSON.stringify(tls)}`;
}
