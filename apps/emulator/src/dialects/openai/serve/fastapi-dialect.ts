import type { Dialect } from '../../../server/dialect.ts';
import type { Exchange, Headers } from '../../../server/exchange.ts';
import type { Route } from '../../../server/route.ts';

export interface FastApiDialectOptions {
  readonly routes: readonly Route[];
  /** Null: OPTIONS is refused like any other wrong method. */
  readonly preflightHeaders: Headers | null;
  isAuthorized(exchange: Exchange, route: Route | null): boolean;
  /** The whole body of a 401. */
  readonly unauthorizedJson: string;
  restart(): void;
}

/** What uvicorn and FastAPI answer by themselves, the same in all three servers. */
export function createFastApiDialect(options: FastApiDialectOptions): Dialect {
  return {
    routes: options.routes,
    commonHeaders: { server: 'uvicorn' },
    preflightHeaders: options.preflightHeaders,
    headIsGet: false,
    isAuthorized: (exchange, route) => options.isAuthorized(exchange, route),
    refuse(exchange, refusal) {
      if (refusal.kind === 'unauthorized') return exchange.json(401, options.unauthorizedJson);
      if (refusal.kind === 'not-found') return exchange.json(404, '{"detail":"Not Found"}');
      exchange.json(405, '{"detail":"Method Not Allowed"}', { allow: refusal.allow });
    },
    restart: () => options.restart(),
  };
}
