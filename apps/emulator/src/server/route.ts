import type { FaultKind } from '../faults/fault.ts';
import type { Exchange } from './exchange.ts';

/** One thing that a server answers to. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Needs the API key, where one is set. */
  readonly guarded: boolean;
  /** The kinds of fault that can strike here. */
  readonly faults: readonly FaultKind[];
  handle(exchange: Exchange): void | Promise<void>;
}

export type RouteMatch =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'wrong-method'; readonly allow: string }
  | { readonly kind: 'none' };

/** GET routes answer HEAD too, as axum's do. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  const here = routes.filter((route) => route.path === path);
  if (here.length === 0) return { kind: 'none' };
  const route = here.find((each) => each.method === (method === 'HEAD' ? 'GET' : method));
  if (route !== undefined) return { kind: 'route', route };
  return {
    kind: 'wrong-method',
    allow: here.map((each) => (each.method === 'GET' ? 'GET,HEAD' : each.method)).join(','),
  };
}
