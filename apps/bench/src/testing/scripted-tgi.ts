import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** What a test wants of a server that speaks TGI 2.2. */
export interface TgiScript {
  readonly modelId?: string;
  /** Tokens of each forward pass of every answer, the prefill's first; the last one ends it. */
  readonly passes?: readonly number[];
  readonly passMs?: number;
  /** Takes the answer to the n-th chat request (from 0) out of the script's hands by returning true. */
  readonly instead?: (n: number, response: ServerResponse, request: IncomingMessage) => boolean;
  /** Response headers of chat answers, e.g. the gateway's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Passes that somebody else causes between any two scrapes. */
  readonly foreignPasses?: number;
}

export interface ChatCall {
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
}

/** A node:http server with the chat route and the counters of TGI, on a free port. */
export class ScriptedTgi {
  readonly calls: ChatCall[] = [];
  accepted = 0;
  passes = 0;
  readonly #script: TgiScript;
  readonly #server: Server;

  constructor(script: TgiScript = {}) {
    this.#script = script;
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<URL> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What a restart does to its counters. */
  restart(): void {
    this.accepted = 0;
    this.passes = 0;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/metrics') return this.#metrics(response);
    if (request.url === '/info') return this.#info(response);
    const body = (await json(request)) as Record<string, unknown>;
    const n = this.calls.push({ body, headers: request.headers }) - 1;
    if (this.#script.instead?.(n, response, request) === true) return;
    await (body['stream'] === true ? this.#stream(response) : this.#whole(response));
  }

  #metrics(response: ServerResponse): void {
    this.passes += this.#script.foreignPasses ?? 0;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    const lines =
      this.passes === 0
        ? []
        : [
            '# TYPE tgi_request_skipped_tokens summary',
            `tgi_request_skipped_tokens_sum ${this.accepted}`,
            `tgi_request_skipped_tokens_count ${this.passes}`,
          ];
    response.end(`${lines.join('\n')}\n`);
  }

  #info(response: ServerResponse): void {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ model_id: this.#script.modelId ?? 'scripted', version: '2.2.1-dev0' }));
  }

  async #stream(response: ServerResponse): Promise<void> {
    const { passes = [1, 1, 1], passMs = 2, headers = {} } = this.#script;
    response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    for (const [index, tokens] of passes.entries()) {
      await new Promise((resolve) => setTimeout(resolve, passMs));
      this.#count(tokens);
      const last = index === passes.length - 1;
      const events = Array.from({ length: tokens }, (_, token) =>
        chunk(last && token === tokens - 1 ? 'length' : null),
      );
      response.write(events.join(''));
    }
    response.end('data: [DONE]\n\n');
  }

  #whole(response: ServerResponse): void {
    const { passes = [1, 1, 1], headers = {} } = this.#script;
    for (const tokens of passes) this.#count(tokens);
    const tokens = passes.reduce((sum, each) => sum + each, 0);
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    const choices = [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'length' }];
    const usage = { prompt_tokens: 5, completion_tokens: tokens, total_tokens: tokens + 5 };
    response.end(JSON.stringify({ object: 'chat.completion', model: 'scripted', choices, usage }));
  }

  #count(tokens: number): void {
    this.accepted += tokens - 1;
    this.passes += 1;
  }
}

/** One token's event as TGI 2.2 writes it. */
export function chunk(finishReason: string | null = null, content = 'x'): string {
  const choices = [{ index: 0, delta: { role: 'assistant', content }, logprobs: null, finish_reason: finishReason }];
  return `data: ${JSON.stringify({ object: 'chat.completion.chunk', id: '', model: 'scripted', choices })}\n\n`;
}
