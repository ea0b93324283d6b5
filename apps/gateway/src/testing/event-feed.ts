export interface FedEvent {
  readonly event: string;
  readonly data: string;
}

/** Longest that a test waits for an event. */
const withinMs = 5000;

/** Server-sent events as they come, by name. */
export class EventFeed implements AsyncDisposable {
  readonly status: number;
  readonly contentType: string | null;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | null;
  readonly #decoder = new TextDecoder();
  readonly #waiting: FedEvent[] = [];
  #text = '';

  constructor({ status, headers, body }: Response) {
    this.status = status;
    this.contentType = headers.get('content-type');
    this.#reader = body?.getReader() ?? null;
  }

  /** The next one of this name; those of other names are passed over. Rejects where the stream ends, or says nothing for long. */
  async next(name: string): Promise<FedEvent> {
    for (;;) {
      const found = this.#waiting.shift();
      if (found === undefined) await this.#read();
      else if (found.event === name) return found;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader?.cancel().catch(() => undefined);
  }

  async #read(): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`nothing came for ${withinMs} ms`)), withinMs);
    const read = await Promise.race([this.#reader?.read(), late.promise]).finally(() => clearTimeout(timer));
    if (read?.value === undefined) throw new Error('the stream has ended');
    this.#text += this.#decoder.decode(read.value, { stream: true });
    const blocks = this.#text.split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string): string =>
        block
          .split('\n')
          .filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).trimStart())
          .join('\n');
      this.#waiting.push({ event: field('event'), data: field('data') });
    }
  }
}
