import { GatewayError } from '../../errors.ts';
import { errorBody, errorHeaders } from '../../pipeline/error-body.ts';
import type { ServerExchange } from './server-exchange.ts';

/** What a route may know of the request besides its `Request`. */
export interface ExchangeBindings {
  readonly exchange: ServerExchange;
}

export interface ServedApp {
  /** POSTs by their exact target that are answered on the exchange itself: nearly all that come. */
  readonly posts: ReadonlyMap<string, (exchange: ServerExchange) => Promise<void>>;
  /** All other requests. Routes have no use for a body, and are given none. */
  readonly fetch: (request: Request, bindings: ExchangeBindings) => Response | Promise<Response>;
}

/** Answers the requests of a server by an app. */
export function serveApp(app: ServedApp): (exchange: ServerExchange) => void {
  return (exchange) => {
    const { method, target } = exchange.head;
    const post = method === 'POST' ? app.posts.get(target) : undefined;
    const served = post === undefined ? serveRoute(app, exchange) : post(exchange);
    // Whoever fails here has told of it, and leaves a client without its answer.
    served.catch(() => exchange.destroy());
  };
}

async function serveRoute(app: ServedApp, exchange: ServerExchange): Promise<void> {
  const request = requestOf(exchange);
  if (request === null) {
    const error = new GatewayError('invalid_request', 'The method or the target of the request cannot be served.');
    // Behind a CONNECT a tunnel would follow, and no request.
    const headers = { ...errorHeaders(error), connection: 'close' };
    return answer(exchange, error.status, headers, Buffer.from(errorBody(error)));
  }
  const response = await app.fetch(request, { exchange });
  // A generation, by another spelling of its path.
  if (exchange.status !== null) return;
  const headers: Record<string, string> = {};
  for (const [name, value] of response.headers) headers[name] = value;
  answer(exchange, response.status, headers, new Uint8Array(await response.arrayBuffer()));
}

function answer(
  exchange: ServerExchange,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): void {
  const hasLength = exchange.head.method !== 'HEAD' || body.length > 0;
  exchange.begin(status, hasLength ? { ...headers, 'content-length': String(body.length) } : headers);
  exchange.end(body);
}

/** Null: no web request can be made of it, as of a CONNECT. */
function requestOf({ head: { method, target, headers } }: ServerExchange): Request | null {
  try {
    return new Request(new URL(`http://localhost${target.startsWith('/') ? target : `/${target}`}`), {
      method,
      headers: Object.entries(headers),
    });
  } catch {
    return null;
  }
}
