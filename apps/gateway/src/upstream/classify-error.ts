import { constants } from 'node:http2';
import { errors } from 'undici';
import type { UpstreamFailure } from '../ports.ts';

/** How far an exchange had come: nothing sent; sent and unanswered; the head of the answer was here. */
export type ExchangePhase = 'unsent' | 'sent' | 'answering';

/**
 * What a broken exchange means for the request. Decided by how far it had come and by error codes, never by messages:
 * the same ECONNRESET is a server that never took the request, one that dropped it, or an answer cut in two.
 */
export function classifyError(error: unknown, phase: ExchangePhase): UpstreamFailure {
  return { kind: kindOf([...errorChain(error)], phase), cause: error };
}

function kindOf(chain: readonly Error[], phase: ExchangePhase): UpstreamFailure['kind'] {
  const codes = chain.map(codeOf);
  if (phase === 'unsent') return codes.some((code) => connectTimeouts.has(code)) ? 'connect-timeout' : 'refused';
  if (chain.some(isParserError) || codes.some((code) => unreadable.has(code))) return 'malformed';
  if (phase === 'answering') return 'truncated';
  if (chain.some(isUnprocessed)) return 'refused';
  // A length that cannot be met before there is a body: the head gave several.
  return codes.includes('UND_ERR_RES_CONTENT_LENGTH_MISMATCH') ? 'malformed' : 'reset';
}

/** undici's own timer, and the kernel's where that is shorter. */
const connectTimeouts: ReadonlySet<string> = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']);

/** A head that is larger than any, and frames that are no HTTP/2. */
const unreadable: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_OVERFLOW', 'ERR_HTTP2_ERROR']);

/** REFUSED_STREAM: the server says that it has done nothing (RFC 9113 §8.7). undici has asked it twice by then. */
function isUnprocessed(error: Error): boolean {
  return 'http2ErrorCode' in error && error.http2ErrorCode === constants.NGHTTP2_REFUSED_STREAM;
}

/**
 * Bytes that are not HTTP. Known by its class, since undici 8.12 leaves its code (HPE_…) empty; and by the bytes that
 * it stumbled over, since the same class without any says that the connection ended inside a message.
 */
function isParserError(error: Error): boolean {
  return error instanceof errors.HTTPParserError && 'data' in error && error.data !== '';
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The first code along the chain of causes, or null: the system's own word for what happened. */
export function errorCode(error: unknown): string | null {
  for (const link of errorChain(error)) if (codeOf(link) !== '') return codeOf(link);
  return null;
}

/** An error and its causes, outermost first, with those of every address that was tried. */
function* errorChain(error: unknown, seen: Set<unknown> = new Set()): Generator<Error> {
  if (!(error instanceof Error) || seen.has(error)) return;
  seen.add(error);
  yield error;
  if (error instanceof AggregateError) for (const inner of error.errors) yield* errorChain(inner, seen);
  yield* errorChain(error.cause, seen);
}
