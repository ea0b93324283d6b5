import { setTimeout as sleep } from 'node:timers/promises';

export interface TrafficOptions {
  /** Gateways, asked in turn. */
  readonly urls: () => readonly string[];
  /** Requests under way at a time. */
  readonly users: number;
  readonly model?: string;
  readonly maxTokens?: number;
  /** Asked in turn, each with a number of its own. */
  readonly prompts?: readonly string[];
  /** Session of the n-th request; null: it is not sent. */
  readonly sessionOf?: (n: number) => string | null;
}

const usualPrompts = [
  'Write a function in Python that merges two sorted lists.',
  'Summarise in one sentence: the river rose, the bridge held, the town slept.',
  'Translate to French: the train leaves at nine.',
  'Explain step by step why the sky is blue.',
];

/** Users who ask one thing after another, as streams, each request a session of its own, until they are told to stop. */
export class SteadyTraffic implements AsyncDisposable {
  readonly #options: TrafficOptions;
  readonly #stop = new AbortController();
  readonly #users: readonly Promise<void>[];
  /** Whole answers, by variant. */
  readonly answered = new Map<string, number>();
  /** Requests that got no whole answer. */
  failed = 0;
  #asked = 0;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#users = Array.from({ length: options.users }, () => this.#use());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#users);
  }

  async #use(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#asked += 1;
      const session = this.#options.sessionOf?.(this.#asked) ?? (this.#options.sessionOf ? null : `s-${this.#asked}`);
      if (session !== null) await this.#ask(this.#asked, session);
    }
  }

  async #ask(n: number, session: string): Promise<void> {
    const { urls, model = 'tgi', maxTokens = 40, prompts = usualPrompts } = this.#options;
    const all = urls();
    try {
      const response = await fetch(`${all[n % all.length]}/v1/chat/completions`, {
        method: 'POST',
        signal: this.#stop.signal,
        headers: { 'content-type': 'application/json', 'x-session-id': session },
        body: JSON.stringify({
          model,
          stream: true,
          max_tokens: maxTokens,
          messages: [{ role: 'user', content: `${prompts[n % prompts.length]} (${n})` }],
        }),
      });
      const text = await response.text();
      if (!response.ok || !text.includes('[DONE]')) throw new Error(text.slice(0, 200));
      const variant = response.headers.get('x-slipstream-variant') ?? 'none';
      this.answered.set(variant, (this.answered.get(variant) ?? 0) + 1);
    } catch {
      if (this.#stop.signal.aborted) return;
      this.failed += 1;
      // A gateway that is gone refuses at once: no reason to ask it a thousand times.
      await sleep(20);
    }
  }
}
