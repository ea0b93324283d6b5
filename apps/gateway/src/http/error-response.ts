import type { Context } from 'hono';
import { GatewayError } from '../errors.ts';
import { errorBody, errorHeaders } from '../pipeline/error-body.ts';
import { headerNames } from '../pipeline/header-names.ts';
import type { RequestIds } from '../pipeline/request-ids.ts';

/** An error outside of a generation: unknown path, wrong method, a bug in a route. Same shape, same headers. */
export function errorResponse(c: Context, error: GatewayError, ids: RequestIds): Response {
  const headers = { ...errorHeaders(error), [headerNames.requestId]: ids.next(c.req.header(headerNames.requestId)) };
  return new Response(c.req.method === 'HEAD' ? null : errorBody(error), { status: error.status, headers });
}

export function routeNotFound(method: string, path: string): GatewayError {
  return new GatewayError('route_not_found', `There is no ${method} ${path} here.`);
}

export function methodNotAllowed(method: string, path: string, allowed: string): GatewayError {
  return new GatewayError('method_not_allowed', `${path} takes ${allowed}, not ${method}.`);
}
