import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** An answer as a client without any leniency sees it. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** False: the connection broke before the answer's framing was complete. */
  readonly complete: boolean;
}

/** The error of an answer in OpenAI's shape. */
export interface RawError {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string;
}

export interface RawOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body stays open: the test writes the rest of it, or does not. */
  readonly open?: boolean;
}

export const chatBody = { model: 'tgi', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 20 };

/** Sends a body (JSON unless it is text) and waits for the end of the answer, good or bad. */
export async function ask(url: string, body: unknown, options: RawOptions = {}): Promise<RawAnswer> {
  const stream = await openAnswer(url, body, options);
  return await stream.rest();
}

export function errorOf(answer: RawAnswer): RawError {
  return (JSON.parse(answer.text) as { error: RawError }).error;
}

/** Sends a body and waits for the head of the answer. */
export async function openAnswer(url: string, body: unknown, options: RawOptions = {}): Promise<RawStream> {
  const sent = sendRequest(url, body, options);
  const [incoming] = (await once(sent, 'response', { signal: AbortSignal.timeout(5000) })) as [IncomingMessage];
  return new RawStream(sent, incoming);
}

/** Sends a body and waits for nothing. */
export function sendRequest(url: string, body: unknown, options: RawOptions = {}): ClientRequest {
  const { method = 'POST', path = '/v1/chat/completions', headers, open = false } = options;
  const bytes =
    typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  const length = headers?.['transfer-encoding'] === undefined ? { 'content-length': bytes.length } : {};
  const sent = request(`${url}${path}`, {
    method,
    agent: false,
    headers: { 'content-type': 'application/json', ...length, ...headers },
  });
  // A connection that breaks after the head is told by `complete`.
  sent.on('error', () => undefined);
  if (open) sent.flushHeaders();
  else sent.end(method === 'GET' || method === 'HEAD' ? undefined : bytes);
  return sent;
}

/** An answer that has begun. Nothing is read before it is asked for. */
export class RawStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly incoming: IncomingMessage;
  readonly #sent: ClientRequest;
  #text = '';

  constructor(sent: ClientRequest, incoming: IncomingMessage) {
    this.#sent = sent;
    this.incoming = incoming;
    this.status = incoming.statusCode ?? 0;
    this.headers = incoming.headers;
    incoming.on('error', () => undefined);
  }

  /** Reads until the text so far ends like this. */
  async until(end: string): Promise<string> {
    while (!this.#text.endsWith(end)) {
      const [chunk] = await once(this.incoming, 'data', { signal: AbortSignal.timeout(5000) });
      this.#text += String(chunk);
    }
    return this.#text;
  }

  async rest(): Promise<RawAnswer> {
    this.incoming.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString();
    });
    this.incoming.resume();
    if (!this.incoming.closed) await this.#closed();
    return { status: this.status, headers: this.headers, text: this.#text, complete: this.incoming.complete };
  }

  async #closed(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      AbortSignal.timeout(10_000).addEventListener('abort', () => reject(new Error('the answer does not end')));
      this.incoming.once('close', resolve);
    });
  }

  /** Goes away without a word. */
  leave(): void {
    this.#sent.destroy();
  }
}
