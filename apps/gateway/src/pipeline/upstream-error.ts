import type { ErrorCode } from '../errors.ts';
import { GatewayError } from '../errors.ts';
import type { UpstreamFailure } from '../ports.ts';

const meaning: Readonly<Record<UpstreamFailure['kind'], readonly [ErrorCode, string]>> = {
  refused: ['upstream_refused', 'The engine could not be reached.'],
  'connect-timeout': ['connect_timeout', 'The engine did not accept a connection in time.'],
  reset: ['upstream_reset', 'The engine broke the connection.'],
  malformed: ['upstream_malformed', 'The engine answered in something that is not HTTP.'],
  truncated: ['upstream_truncated', "The engine's answer ended before it was whole."],
};

/** A broken exchange as an error for the client; the address and the system's words stay in `cause`. */
export function fromUpstreamFailure(failure: UpstreamFailure): GatewayError {
  const [code, message] = meaning[failure.kind];
  return new GatewayError(code, message, { cause: failure.cause });
}

/** Before anything came back these may be tried elsewhere: nothing was sent, or the engine dropped it unanswered. */
export function mayTryAnother(failure: UpstreamFailure): boolean {
  return failure.kind === 'refused' || failure.kind === 'connect-timeout' || failure.kind === 'reset';
}
