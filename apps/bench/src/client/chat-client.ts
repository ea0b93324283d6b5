import { Pool } from 'undici';
import type { Clock } from '../run/clock.ts';
import type { Answer } from './answer.ts';
import { AnswerHandler } from './answer-handler.ts';
import { chatPath } from './chat-path.ts';

export interface ChatClientOptions {
  readonly url: URL;
  readonly model: string;
  readonly maxTokens: number;
  readonly stream: boolean;
  /** Sent as `x-slipstream-variant`; null: the server is the variant. */
  readonly forcedVariant: string | null;
  /** Sent as a bearer token; null: none is asked for. */
  readonly apiKey: string | null;
  /** One for each virtual user, so that nobody waits in the bench for a connection. */
  readonly connections: number;
  /** Of one request, from sending to its last byte. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Asks one arm's server. Connections are kept between requests, as clients of a busy service keep them. */
export class ChatClient {
  readonly #pool: Pool;
  readonly #options: ChatClientOptions;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(options: ChatClientOptions) {
    this.#options = options;
    this.#path = chatPath(options.url);
    // The deadline is ours: undici's timers would cut a stream that is slow but alive.
    this.#pool = new Pool(options.url.origin, {
      connections: options.connections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const { forcedVariant, apiKey } = options;
    this.#headers = {
      'content-type': 'application/json',
      ...(forcedVariant === null ? {} : { 'x-slipstream-variant': forcedVariant }),
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    };
  }

  /** Sends one prompt. Never rejects: what goes wrong is in the answer. */
  ask(text: string): Promise<Answer> {
    const { clock, stream, timeoutMs } = this.#options;
    const body = JSON.stringify(this.#request(text));
    return new Promise((resolve) => {
      const handler = new AnswerHandler(clock, stream, (answer) => {
        clearTimeout(deadline);
        resolve(answer);
      });
      const deadline = setTimeout(() => {
        handler.abort(new DOMException(`no complete answer within ${timeoutMs} ms`, 'TimeoutError'));
      }, timeoutMs);
      this.#pool.dispatch({ path: this.#path, method: 'POST', headers: this.#headers, body }, handler);
    });
  }

  /** Ends everything at once: requests under way settle as failures. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  /** Greedy, as the published test: the same prompt has the same answer on every variant of one base model. */
  #request(text: string): Readonly<Record<string, unknown>> {
    const { model, maxTokens, stream } = this.#options;
    return {
      model,
      messages: [{ role: 'user', content: text }],
      max_tokens: maxTokens,
      temperature: 0,
      stream,
      // TGI before 2.3 does not know the word and ignores it; its tokens are counted by events then.
      ...(stream ? { stream_options: { include_usage: true } } : {}),
    };
  }
}
