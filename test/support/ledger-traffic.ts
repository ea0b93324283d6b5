/** One request whose whole answer the client has: nothing of it may be missing in any bill. */
export interface FinishedRequest {
  readonly id: string;
  readonly completionTokens: number;
  /** `performance.now()` when the last byte was here. */
  readonly atMs: number;
}

interface Usage {
  readonly usage?: { readonly completion_tokens?: number } | null;
}

export interface LedgerTrafficOptions {
  readonly url: string;
  readonly clients: number;
  /** Of the request ids, which no other traffic shares. */
  readonly name: string;
}

/** Clients that ask one after the other, every second one for a stream, until they are told to stop or nobody answers. */
export class LedgerTraffic {
  readonly finished: FinishedRequest[] = [];
  readonly #options: LedgerTrafficOptions;
  readonly #clients: Promise<void>[];
  #stopped = false;
  #count = 0;

  constructor(options: LedgerTrafficOptions) {
    this.#options = options;
    this.#clients = Array.from({ length: options.clients }, () => this.#client());
  }

  /** Resolves when the answers under way are whole, or broken. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
  }

  async #client(): Promise<void> {
    while (!this.#stopped) {
      this.#count += 1;
      const id = `${this.#options.name}-${this.#count}`;
      try {
        const completionTokens = await this.#ask(id, this.#count % 2 === 0, 1 + (this.#count % 12));
        if (completionTokens !== null) this.finished.push({ id, completionTokens, atMs: performance.now() });
      } catch {
        // Broken off: nothing is promised of it. With nobody there to answer, there is nobody to ask.
        if (!(await this.#answers())) return;
      }
    }
  }

  async #ask(id: string, stream: boolean, maxTokens: number): Promise<number | null> {
    const body = {
      model: 'tgi',
      messages: [{ role: 'user', content: `Question ${id}` }],
      max_tokens: maxTokens,
      ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
    };
    const response = await fetch(`${this.#options.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status !== 200) return null;
    return stream ? tokensOfStream(text) : ((JSON.parse(text) as Usage).usage?.completion_tokens ?? null);
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`${this.#options.url}/health`)).ok;
    } catch {
      return false;
    }
  }
}

/** Null for a stream that carries an error. */
function tokensOfStream(text: string): number | null {
  const events = text.split('\n').filter((line) => line.startsWith('data: {'));
  const usages = events.map((line) => (JSON.parse(line.slice(6)) as Usage).usage?.completion_tokens);
  return text.endsWith('data: [DONE]\n\n') ? (usages.findLast((tokens) => tokens !== undefined) ?? null) : null;
}
