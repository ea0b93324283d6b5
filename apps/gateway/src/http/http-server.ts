import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { openAiError } from '@slipstream/wire';
import { GatewayError } from '../errors.ts';
import { errorBody, errorHeaders } from '../pipeline/error-body.ts';

/** What Hono makes of routes, whatever their environment. */
export interface ServedApp {
  readonly fetch: Parameters<typeof getRequestListener>[0];
}

export interface HttpServerOptions {
  readonly maxHeaderBytes: number;
  /** Most headers of a request, as things stand when it comes. */
  readonly maxHeaderCount: () => number;
  /** Longest time for a head, and for a body behind it. */
  readonly headMs: number;
  readonly bodyMs: number;
}

/** The newest answer on a connection. On the socket itself: a map would be written to by every request. */
const currentAnswer = Symbol('current answer');
type Answered = Duplex & { [currentAnswer]?: ServerResponse };

/** Who reads a body answers in time by itself; behind it, this much later, the server cuts what nobody reads. */
const BEHIND_BODY_MS = 1000;

/** How often the server looks for connections that are too slow: it can be late by so much. */
const LOOK_MS = 500;

/** Longer than the idle time of usual load balancers (60 s), so that it is they who close: else they meet resets. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** Node's server in front of the app. Not listening yet. */
export function createHttpServer(app: ServedApp, options: HttpServerOptions): Server {
  const handle = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(
    {
      maxHeaderSize: options.maxHeaderBytes,
      headersTimeout: options.headMs,
      requestTimeout: options.headMs + options.bodyMs + BEHIND_BODY_MS,
      connectionsCheckingInterval: LOOK_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      noDelay: true,
    },
    (incoming, outgoing) => {
      if (incoming.rawHeaders.length / 2 > options.maxHeaderCount()) refuseHeaders(outgoing);
      else void handle(incoming, outgoing);
    },
  );
  // Without this, Node invites a body of any size before anybody has looked at its length.
  server.on('checkContinue', (incoming, outgoing) => server.emit('request', incoming, outgoing));
  server.on('request', (incoming: IncomingMessage, outgoing) => {
    (incoming.socket as Answered)[currentAnswer] = outgoing;
  });
  server.on('clientError', (error, socket: Answered) => answerClientError(error, socket, socket[currentAnswer]));
  return server;
}

function refuseHeaders(outgoing: ServerResponse): void {
  const error = new GatewayError('invalid_request', 'The request has too many headers.', { status: 431 });
  const body = errorBody(error);
  const framing = { connection: 'close', 'content-length': Buffer.byteLength(body) };
  outgoing.writeHead(error.status, { ...errorHeaders(error), ...framing }).end(body);
}

/** Bytes that are no HTTP request: there is no response object for them, only the socket. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex, current: ServerResponse | undefined): void {
  const answerUnderWay = current !== undefined && current.headersSent && !current.writableFinished;
  // Written now, our words would stand in the middle of an answer and read as a part of it.
  if (error.code === 'ECONNRESET' || !socket.writable || answerUnderWay) {
    socket.destroy();
    return;
  }
  const [status, message] = clientErrors.get(error.code ?? '') ?? badRequest;
  const body = JSON.stringify(openAiError(message, 'invalid_request_error', 'invalid_request'));
  const head = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json`;
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

const badRequest = ['400 Bad Request', 'The request is not valid HTTP/1.1.'] as const;

const clientErrors: ReadonlyMap<string, readonly [status: string, message: string]> = new Map([
  ['HPE_HEADER_OVERFLOW', ['431 Request Header Fields Too Large', 'The request headers are too large.']],
  ['ERR_HTTP_REQUEST_TIMEOUT', ['408 Request Timeout', 'The request did not arrive in time.']],
]);
