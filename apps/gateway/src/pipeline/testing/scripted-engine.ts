import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A generation as the engine received it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly response: ServerResponse;
  /** Resolves when the connection of this request is gone before the answer was finished. */
  readonly dropped: Promise<void>;
}

export type Script = (request: ReceivedRequest) => void | Promise<void>;

/**
 * A real HTTP server that answers generations as a test tells it to, and is healthy. What it received is kept; `next`
 * waits for the next one.
 */
export class ScriptedEngine implements AsyncDisposable {
  readonly received: ReceivedRequest[] = [];
  readonly #server = createServer((incoming, response) => void this.#serve(incoming, response));
  readonly #arrivals = new EventEmitter();
  #script: Script;

  private constructor(script: Script) {
    this.#script = script;
  }

  static async start(script: Script): Promise<ScriptedEngine> {
    const engine = new ScriptedEngine(script);
    engine.#server.listen(0, '127.0.0.1');
    await once(engine.#server, 'listening');
    return engine;
  }

  get url(): string {
    const { port } = engineAddress(this.#server.address());
    return `http://127.0.0.1:${port}`;
  }

  /** From the next request on. */
  script(script: Script): void {
    this.#script = script;
  }

  /** The first request that arrives from now on. */
  async next(): Promise<ReceivedRequest> {
    const [request] = await once(this.#arrivals, 'request', { signal: AbortSignal.timeout(5000) });
    return request as ReceivedRequest;
  }

  async connections(): Promise<number> {
    return await new Promise((resolve, reject) => {
      this.#server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const dropped = new Promise<void>((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) resolve();
      });
    });
    const { url: path = '', headers } = incoming;
    const request = { path, headers, body: Buffer.concat(chunks), response, dropped };
    this.received.push(request);
    await this.#script(request);
    this.#arrivals.emit('request', request);
  }
}

function engineAddress(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the engine is not listening');
  return address;
}
