import type { Headers } from './exchange.ts';
import type { Route } from './route.ts';

/** One engine's HTTP face over the decoding engine. */
export interface Dialect {
  readonly routes: readonly Route[];
  /** Of every answer. */
  readonly commonHeaders: Headers;
  readonly preflightHeaders: Headers;
  /** `Bearer …` as the header must be (case does not matter), or null: no key is asked for. */
  readonly authorization: string | null;
  /** As after a restart of the process: counters at zero. */
  restart(): void;
}
