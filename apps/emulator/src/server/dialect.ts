import type { Exchange, Headers } from './exchange.ts';
import type { Route } from './route.ts';

/** Why no route of the dialect answers. */
export type Refusal =
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'wrong-method'; readonly allow: string };

/** One engine's HTTP face over the decoding engine. */
export interface Dialect {
  readonly routes: readonly Route[];
  /** Of every answer. */
  readonly commonHeaders: Headers;
  /** Of the answer to any OPTIONS; null: OPTIONS is a method like others. */
  readonly preflightHeaders: Headers | null;
  /** GET routes answer HEAD too. */
  readonly headIsGet: boolean;
  /** Asked before anything else; `route` is null where there is none. */
  isAuthorized(exchange: Exchange, route: Route | null): boolean;
  refuse(exchange: Exchange, refusal: Refusal): void;
  /** As after a restart of the process: counters at zero. */
  restart(): void;
}
