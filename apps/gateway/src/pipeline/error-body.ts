import { openAiError } from '@slipstream/wire';
import { errorTable, GatewayError } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';

/** The JSON text of an error in OpenAI's shape, from its public part alone: `cause` is never looked at. */
export function errorBody(error: GatewayError): string {
  return JSON.stringify(openAiError(error.message, errorTable[error.code].type, error.code, error.param));
}

/**
 * A client that keeps its connection to a gateway that is going away would only meet the same answer again; and behind
 * a body that did not come in time no other request can be read.
 */
const closesConnection: ReadonlySet<ErrorCode> = new Set(['draining', 'request_timeout']);

/** Headers that belong to an error's status, besides its body's own. */
export function errorHeaders(error: GatewayError): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (error.retryAfterSeconds !== null) headers['retry-after'] = String(error.retryAfterSeconds);
  // RFC 9110 §11.6.1: a 401 names how to do better.
  if (error.code === 'unauthorized') headers['www-authenticate'] = 'Bearer';
  if (closesConnection.has(error.code)) headers['connection'] = 'close';
  return headers;
}

/** Whatever was thrown, as an error that may be shown. What is not ours is a bug of ours: opaque to the client. */
export function asGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError('internal', 'The gateway failed to handle the request.', { cause: thrown });
}

/** What the record keeps of an error: the public message, and the cause for the eyes of the owner. */
export function errorForRecord(error: GatewayError): string {
  const cause = error.cause instanceof Error ? error.cause.message : null;
  return cause === null ? error.message : `${error.message} (${cause})`;
}
