import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { noFaults, type RequestFaults } from '../faults/request-faults.ts';
import type { StreamOutput } from '../faults/faulty-stream.ts';

export type Headers = Readonly<Record<string, string | number>>;
export type BodyRead =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  /** The client left before its body was whole. */
  | { readonly kind: 'gone' };

/** One request and its answer. Heads are written as hyper writes them: lower case, no connection header. */
export class Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Set once the route is known. */
  faults: RequestFaults = noFaults;
  private readonly request: IncomingMessage;
  private readonly response: ServerResponse;
  private readonly unixMs: () => number;
  private readonly common: Headers;

  /** `common`: headers of every answer, of errors too. */
  constructor(request: IncomingMessage, response: ServerResponse, common: Headers, unixMs: () => number) {
    this.request = request;
    this.response = response;
    this.common = common;
    this.unixMs = unixMs;
    this.method = request.method ?? 'GET';
    const [path = '/', ...query] = (request.url ?? '/').split('?');
    this.path = path;
    this.query = new URLSearchParams(query.join('?'));
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  async readBody(limitBytes: number): Promise<BodyRead> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of this.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > limitBytes) {
          // The rest is read and dropped, so that the client gets to read the answer.
          this.request.resume();
          return { kind: 'too-large' };
        }
        chunks.push(chunk);
      }
    } catch {
      return { kind: 'gone' };
    }
    return { kind: 'whole', bytes: Buffer.concat(chunks) };
  }

  /** The client went away before its answer was complete. */
  onGone(run: () => void): void {
    this.response.once('close', () => {
      if (!this.response.writableFinished) run();
    });
  }

  /** The exchange is over, one way or the other. */
  onClosed(run: () => void): void {
    this.response.once('close', run);
  }

  /** The answer is with the kernel. */
  onFinished(run: () => void): void {
    this.response.once('finish', run);
  }

  isOn(socket: Socket): boolean {
    return this.request.socket === socket;
  }

  respond(status: number, headers: Headers, body: string | Uint8Array): void {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    this.writeHead(status, { ...headers, 'content-length': bytes.length });
    this.response.end(this.method === 'HEAD' ? undefined : bytes);
  }

  json(status: number, body: string, headers: Headers = {}): void {
    this.respond(status, { 'content-type': 'application/json', ...headers }, body);
  }

  empty(status: number, headers: Headers = {}): void {
    this.respond(status, headers, '');
  }

  /** Part of an answer whose length promised more, then the end of the connection. */
  respondCut(status: number, headers: Headers, body: string): void {
    const bytes = Buffer.from(body);
    this.writeHead(status, { ...headers, 'content-length': bytes.length });
    this.response.write(bytes.subarray(0, bytes.length / 2));
    this.breakOff();
  }

  /** Sends the head at once; the body follows as it comes. */
  openStream(headers: Headers): StreamOutput {
    this.writeHead(200, { ...headers, 'transfer-encoding': 'chunked' });
    this.response.flushHeaders();
    const { response } = this;
    return {
      write: (text) => response.write(text),
      end: () => response.end(),
      destroy: () => this.breakOff(),
      isBehind: () => response.writableNeedDrain,
      onceDrained: (run) => response.once('drain', run),
    };
  }

  /** A TCP reset, without a byte of an answer. */
  reset(): void {
    this.request.socket.resetAndDestroy();
  }

  /** The connection ends without an answer. */
  hangUp(): void {
    this.breakOff();
  }

  /** What was written still goes out, the end of the answer does not. */
  private breakOff(): void {
    this.request.socket.destroySoon();
  }

  private writeHead(status: number, headers: OutgoingHttpHeaders): void {
    this.response.sendDate = false;
    this.response.removeHeader('connection');
    this.response.writeHead(status, { ...headers, ...this.common, date: new Date(this.unixMs()).toUTCString() });
  }
}
