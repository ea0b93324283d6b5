/** What a client has of one request: a whole answer, or why not. */
export interface FleetAnswer {
  readonly id: string;
  readonly session: string;
  readonly variant: string | null;
  /** Null: no whole answer. */
  readonly tokens: number | null;
  /** Status and the end of what came, where the answer is not whole. */
  readonly failure: string | null;
}

export interface FleetRequest {
  readonly id: string;
  readonly session: string;
  readonly model: string;
  readonly key: string;
  readonly maxTokens: number;
  readonly stream: boolean;
}

interface Usage {
  readonly usage?: { readonly completion_tokens?: number } | null;
}

/** Asks one gateway. Never rejects. */
export async function askFleet(url: string, wanted: FleetRequest): Promise<FleetAnswer> {
  const { id, session, model, key, maxTokens, stream } = wanted;
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'x-request-id': id,
    'x-session-id': session,
  };
  const body = JSON.stringify({
    model,
    messages: [{ role: 'user', content: `Count to ${id}` }],
    max_tokens: maxTokens,
    ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
  });
  try {
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
    const variant = response.headers.get('x-slipstream-variant');
    const text = await response.text();
    const tokens = response.status === 200 ? tokensOf(text, stream) : null;
    return { id, session, variant, tokens, failure: tokens === null ? `${response.status} ${text.slice(-300)}` : null };
  } catch (error) {
    return { id, session, variant: null, tokens: null, failure: String((error as Error).cause ?? error) };
  }
}

/** Null for a stream without its end. */
function tokensOf(text: string, stream: boolean): number | null {
  if (!stream) return (JSON.parse(text) as Usage).usage?.completion_tokens ?? null;
  if (!text.endsWith('data: [DONE]\n\n')) return null;
  const events = text.split('\n').filter((line) => line.startsWith('data: {'));
  const usages = events.map((line) => (JSON.parse(line.slice(6)) as Usage).usage?.completion_tokens);
  return usages.findLast((tokens) => tokens !== undefined) ?? null;
}

/** Clients, each of them a session, that ask one thing after the other of whichever gateway is next, until they are told to stop. */
export class FleetTraffic {
  readonly answers: FleetAnswer[] = [];
  readonly #urls: () => readonly string[];
  readonly #clients: readonly Promise<void>[];
  #stopped = false;
  #asked = 0;

  constructor(urls: () => readonly string[], key: string, clients: number) {
    this.#urls = urls;
    this.#clients = Array.from({ length: clients }, (_, n) => this.#client(`session-${n}`, key));
  }

  /** Resolves when the answers under way have ended. */
  async stop(): Promise<readonly FleetAnswer[]> {
    this.#stopped = true;
    await Promise.all(this.#clients);
    return this.answers;
  }

  async #client(session: string, key: string): Promise<void> {
    while (!this.#stopped) {
      this.#asked += 1;
      const n = this.#asked;
      const urls = this.#urls();
      const model = n % 4 === 0 ? 'heads' : 'tgi';
      const wanted = { id: `fleet-${n}`, session, model, key, maxTokens: 5 + (n % 40), stream: n % 3 !== 0 };
      this.answers.push(await askFleet(urls[n % urls.length] ?? '', wanted));
    }
  }
}
