import type { Exchange } from '../../server/exchange.ts';

/** `format_error_response` (server-common.cpp): the type decides the status. */
const statusOf = {
  invalid_request_error: 400,
  exceed_context_size_error: 400,
  authentication_error: 401,
  not_found_error: 404,
  server_error: 500,
  not_supported_error: 501,
  unavailable_error: 503,
} as const;

export interface LlamaError {
  readonly type: keyof typeof statusOf;
  readonly message: string;
  /** Members of the error besides code, message and type. */
  readonly more?: Readonly<Record<string, number>>;
}

export function invalidRequest(message: string): LlamaError {
  return { type: 'invalid_request_error', message };
}

/** `{"error":{…}}`: of an answer, and of an event inside a stream. */
export function errorJson({ type, message, more }: LlamaError): string {
  return JSON.stringify({ error: { code: statusOf[type], message, type, ...more } });
}

/** What the server says before any handler was asked: no key, no such path, no model yet. The same members, in another order. */
export function sendServerError(exchange: Exchange, { type, message }: LlamaError): void {
  const code = statusOf[type];
  sendJson(exchange, code, JSON.stringify({ error: { message, type, code } }));
}

export function sendLlamaError(exchange: Exchange, error: LlamaError): void {
  sendJson(exchange, statusOf[error.type], errorJson(error));
}

export function sendJson(exchange: Exchange, status: number, json: string): void {
  exchange.json(status, json, { 'content-type': 'application/json; charset=utf-8' });
}
