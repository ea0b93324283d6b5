import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** One generation as it came, and the bare connection on which it is answered byte by byte. */
export interface RawCall {
  /** Latin-1: one character per byte. */
  readonly body: string;
  readonly socket: Socket;
  /** When the gateway's side of this connection closed, by `performance.now()`. */
  readonly closedAtMs: Promise<number>;
}

export type RawScript = (call: RawCall) => void;

interface RawRequest {
  readonly line: string;
  readonly body: string;
}

const pages: ReadonlyMap<string, string> = new Map([
  ['GET /health', page('')],
  ['GET /info', page('{"model_id":"m","version":"3.0.1","sha":null,"docker_label":"sha-bb9095a"}')],
  ['GET /metrics', page('# TYPE tgi_queue_size gauge\ntgi_queue_size 0\n')],
]);

/**
 * An upstream without an HTTP library: healthy, and as exact about its bytes and its connections as the test that scripts
 * it. What the gateway does to an engine is observed here, not at the gateway.
 */
export class RawUpstream implements AsyncDisposable {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #generating = new Set<Socket>();
  readonly #arrived: RawCall[] = [];
  #waiting: ((call: RawCall) => void) | null = null;
  #script: RawScript | null = null;
  /** Generations so far. */
  calls = 0;

  private constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  static async start(): Promise<RawUpstream> {
    const upstream = new RawUpstream();
    upstream.#server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
    await once(upstream.#server, 'listening');
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Open connections that have carried a generation. */
  get generationSockets(): number {
    return this.#generating.size;
  }

  /** Every generation from now on goes to the script; null: to `next`. */
  script(script: RawScript | null): void {
    this.#script = script;
  }

  /** The oldest generation that nobody has taken yet. */
  async next(): Promise<RawCall> {
    const arrived = this.#arrived.shift();
    if (arrived !== undefined) return arrived;
    return await new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    let held = '';
    const closedAtMs = closing(socket);
    this.#open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#open.delete(socket);
      this.#generating.delete(socket);
    });
    socket.on('data', (chunk: Buffer) => {
      held += chunk.toString('latin1');
      for (let found = takeRequest(held); found !== null; found = takeRequest(held)) {
        held = held.slice(found.length);
        this.#answer(found, { body: found.body, socket, closedAtMs });
      }
    });
  }

  #answer({ line }: RawRequest, call: RawCall): void {
    if (!line.startsWith('POST ')) {
      call.socket.write(pages.get(line) ?? 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    this.calls += 1;
    this.#generating.add(call.socket);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (this.#script !== null) this.#script(call);
    else if (waiting !== null) waiting(call);
    else this.#arrived.push(call);
  }
}

/** By FIN or by RST, whichever it is. */
function closing(socket: Socket): Promise<number> {
  return new Promise((resolve) => {
    const closed = (): void => resolve(performance.now());
    socket.once('end', closed);
    socket.once('close', closed);
  });
}

function takeRequest(held: string): (RawRequest & { readonly length: number }) | null {
  const headEnd = held.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const bodyStart = headEnd + 4;
  const bodyLength = Number(/\r\ncontent-length: (\d+)/i.exec(held.slice(0, headEnd))?.[1] ?? 0);
  const length = bodyStart + bodyLength;
  if (held.length < length) return null;
  const line = held.slice(0, held.indexOf(' HTTP/1.1'));
  return { line, body: held.slice(bodyStart, length), length };
}

function page(body: string): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}
