import type { UnitKind } from '@slipstream/config';

export interface Unit {
  readonly kind: UnitKind;
  readonly value: string;
}

/**
 * The unit that a request belongs to: the one the experiment wants, else the next smaller one that is known. An empty
 * identifier is none: all its senders would be one unit.
 */
export function unitOf(
  wanted: UnitKind,
  request: { readonly sessionId: string | null; readonly user: string | null; readonly requestId: string },
): Unit {
  const { sessionId, user, requestId } = request;
  if (wanted === 'session' && sessionId !== null && sessionId !== '') return { kind: 'session', value: sessionId };
  if (wanted !== 'request' && user !== null && user !== '') return { kind: 'user', value: user };
  return { kind: 'request', value: requestId };
}
