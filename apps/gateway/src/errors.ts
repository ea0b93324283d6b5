/**
 * The closed set of ways in which a request can end badly. Each code has a section in docs/failure-modes.md,
 * a status, a type in the OpenAI error shape and a metric label: all four are this one word or this one table.
 */
export type ErrorCode =
  | 'invalid_json'
  | 'invalid_request'
  | 'unsupported_media_type'
  | 'body_too_large'
  | 'request_timeout'
  | 'unauthorized'
  | 'rate_limited'
  | 'budget_exceeded'
  | 'role_not_allowed'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'model_not_found'
  | 'variant_not_found'
  | 'variant_not_allowed'
  | 'no_ready_replica'
  | 'queue_full'
  | 'draining'
  | 'client_gone'
  | 'upstream_refused'
  | 'upstream_reset'
  | 'upstream_malformed'
  | 'upstream_truncated'
  | 'connect_timeout'
  | 'first_token_timeout'
  | 'idle_timeout'
  | 'deadline_exceeded'
  | 'engine_overloaded'
  | 'engine_rejected'
  | 'engine_failed'
  | 'ledger_unavailable'
  | 'internal';

/** How a request ended: well, or by one of the codes. */
export type Outcome = 'ok' | ErrorCode;

export interface GatewayErrorOptions {
  /** Name of the request field or header that was wrong, in the client's words. */
  readonly param?: string | null;
  /** Where the client should see another one than the code's own: that of the engine, or 431 for too many headers. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An error that may be shown: `message` is public text; `cause` never leaves the process. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly param: string | null;
  readonly status: number;
  readonly retryAfterSeconds: number | null;

  constructor(code: ErrorCode, publicMessage: string, options: GatewayErrorOptions = {}) {
    super(publicMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.param = options.param ?? null;
    this.status = options.status ?? errorTable[code].status;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

interface ErrorRow {
  readonly status: number;
  /** `type` of the OpenAI error body. */
  readonly type: string;
  /** Whose fault it is: decides log level, span status and whether a breaker may hear of it. */
  readonly fault: 'client' | 'upstream' | 'gateway' | 'nobody';
}

export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = {
  invalid_json: { status: 400, type: 'invalid_request_error', fault: 'client' },
  invalid_request: { status: 400, type: 'invalid_request_error', fault: 'client' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error', fault: 'client' },
  body_too_large: { status: 413, type: 'invalid_request_error', fault: 'client' },
  request_timeout: { status: 408, type: 'invalid_request_error', fault: 'client' },
  unauthorized: { status: 401, type: 'invalid_request_error', fault: 'client' },
  rate_limited: { status: 429, type: 'rate_limit_error', fault: 'client' },
  budget_exceeded: { status: 402, type: 'insufficient_quota', fault: 'client' },
  role_not_allowed: { status: 403, type: 'invalid_request_error', fault: 'client' },
  route_not_found: { status: 404, type: 'invalid_request_error', fault: 'client' },
  method_not_allowed: { status: 405, type: 'invalid_request_error', fault: 'client' },
  model_not_found: { status: 404, type: 'invalid_request_error', fault: 'client' },
  variant_not_found: { status: 404, type: 'invalid_request_error', fault: 'client' },
  variant_not_allowed: { status: 403, type: 'invalid_request_error', fault: 'client' },
  no_ready_replica: { status: 503, type: 'server_error', fault: 'upstream' },
  queue_full: { status: 503, type: 'server_error', fault: 'upstream' },
  draining: { status: 503, type: 'server_error', fault: 'nobody' },
  client_gone: { status: 499, type: 'client_closed_request', fault: 'nobody' },
  upstream_refused: { status: 502, type: 'server_error', fault: 'upstream' },
  upstream_reset: { status: 502, type: 'server_error', fault: 'upstream' },
  upstream_malformed: { status: 502, type: 'server_error', fault: 'upstream' },
  upstream_truncated: { status: 502, type: 'server_error', fault: 'upstream' },
  connect_timeout: { status: 504, type: 'server_error', fault: 'upstream' },
  first_token_timeout: { status: 504, type: 'server_error', fault: 'upstream' },
  idle_timeout: { status: 504, type: 'server_error', fault: 'upstream' },
  deadline_exceeded: { status: 504, type: 'server_error', fault: 'upstream' },
  engine_overloaded: { status: 429, type: 'rate_limit_error', fault: 'upstream' },
  engine_rejected: { status: 422, type: 'invalid_request_error', fault: 'client' },
  engine_failed: { status: 502, type: 'server_error', fault: 'upstream' },
  ledger_unavailable: { status: 503, type: 'server_error', fault: 'gateway' },
  internal: { status: 500, type: 'server_error', fault: 'gateway' },
};
