/**
 * Whether a request that changes something was sent by a page of ours: its `Origin` names the host that it was sent to. Browsers send
 * it with every POST; what comes without one is refused, since it is no browser that we know of, and need not be.
 */
export function isSameOrigin(headers: {
  readonly origin: string | undefined;
  readonly host: string | undefined;
}): boolean {
  const { origin, host } = headers;
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: named } = new URL(origin);
  const given = `${protocol}//${host}`;
  // Default ports are written by some and left out by others.
  return URL.canParse(given) && new URL(given).host === named;
}
