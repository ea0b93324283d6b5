import type { EngineError } from '@slipstream/metrics';
import type { UpstreamHeaders } from '../ports.ts';
import { GatewayError } from '../errors.ts';

/** Seconds to wait after a 429 of an engine that named none (TGI never does): about one short answer. */
const RETRY_AFTER_SECONDS = 1;

/** Longest wait that is passed on: an engine that says "tomorrow" means something else. */
const RETRY_AFTER_LIMIT_SECONDS = 3600;

/**
 * What an engine's own error means to the client. The engine's status survives where the client can act on it (429, 4xx)
 * or where it tells the kinds of failure apart (424, 5xx). A 401, 403 or 404 is between the gateway and the engine (key,
 * model id, path are the configuration's), so that the client must not take it for its own.
 */
export function fromEngineError(error: EngineError, headers: UpstreamHeaders = {}): GatewayError {
  if (error.code === 'malformed') {
    return new GatewayError('upstream_malformed', 'Something that is not the engine answered in its place.');
  }
  if (error.status === 429 || error.code === 'overloaded') {
    return new GatewayError('engine_overloaded', error.message, { retryAfterSeconds: retryAfterSeconds(headers) });
  }
  if (error.status === 424 || error.status >= 500) {
    return new GatewayError('engine_failed', error.message, { status: error.status });
  }
  if ([401, 403, 404, 405, 407, 408].includes(error.status)) {
    const cause = new Error(`the engine answered ${error.status}: ${error.message}`);
    return new GatewayError('engine_failed', 'The engine refused the gateway itself, not the request.', { cause });
  }
  if (error.status >= 400) return new GatewayError('engine_rejected', error.message, { status: error.status });
  return new GatewayError('upstream_malformed', `The engine answered with the unexpected status ${error.status}.`);
}

function retryAfterSeconds(headers: UpstreamHeaders): number {
  const value = headers['retry-after'];
  if (value === undefined || !/^\d{1,9}$/.test(value)) return RETRY_AFTER_SECONDS;
  return Math.min(Number(value), RETRY_AFTER_LIMIT_SECONDS);
}
