import { request as httpRequest } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** As read from the socket, one entry per read. */
  readonly reads: readonly string[];
  /** The connection ended before the answer was whole. */
  readonly cut: boolean;
}

export interface HttpCall {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request on a connection of its own. Rejects when not even a head came. A body that is not text is sent as JSON. */
export function httpCall(url: string, { method, body, headers }: HttpCall = {}): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const json = text === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = httpRequest(url, {
      agent: false,
      method: method ?? (text === undefined ? 'GET' : 'POST'),
      headers: { ...json, ...headers },
    });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      const reads: string[] = [];
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => reads.push(chunk));
      const done = (cut: boolean): void => {
        const status = incoming.statusCode ?? 0;
        resolve({ status, headers: incoming.headers, text: reads.join(''), reads, cut });
      };
      incoming.once('end', () => done(false));
      incoming.once('error', () => done(true));
    });
    outgoing.end(text);
  });
}

/** The `data` of each event, of either spacing. */
export function eventData(text: string): string[] {
  return text
    .split('\n\n')
    .filter((event) => event.startsWith('data:'))
    .map((event) => event.replace(/^data: ?/, ''));
}

/** The events that are JSON, read. */
export function jsonEvents<T>(text: string): T[] {
  return eventData(text)
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data) as T);
}
