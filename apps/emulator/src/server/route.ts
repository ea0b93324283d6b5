import type { FaultKind } from '../faults/fault.ts';
import type { Exchange } from './exchange.ts';

/** One thing that a server answers to. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With `/*` at the end: everything below. */
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

/** `headIsGet`: GET routes answer HEAD too, as axum's do and FastAPI's do not. */
export function matchRoute(routes: readonly Route[], method: string, path: string, headIsGet: boolean): RouteMatch {
  const here = routes.filter((route) => isAt(route.path, path));
  if (here.length === 0) return { kind: 'none' };
  const route = here.find((each) => each.method === (headIsGet && method === 'HEAD' ? 'GET' : method));
  if (route !== undefined) return { kind: 'route', route };
  const allow = here.map((each) => (headIsGet && each.method === 'GET' ? 'GET,HEAD' : each.method));
  return { kind: 'wrong-method', allow: allow.join(',') };
}

function isAt(pattern: string, path: string): boolean {
  return pattern.endsWith('/*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}
