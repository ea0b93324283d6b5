import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const PATIENCE_MS = 15_000;

/** One answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** A connection on which anything at all may be written, also what no HTTP client would. */
export class RawSocket implements Disposable {
  readonly #socket: Socket;
  readonly #ended: Promise<unknown>;
  #text = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.#text += chunk.toString('latin1');
    });
    this.#ended = once(socket, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
    this.#ended.catch(() => undefined);
  }

  static async open(url: string): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  get open(): boolean {
    return !this.#socket.destroyed;
  }

  write(text: string | Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
  }

  /** All that was said until the other side closed. */
  async closed(): Promise<string> {
    await this.#ended;
    return this.#text;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}

/** Sends this on a connection of its own and reads until the other side closes it. */
export async function exchange(url: string, text: string | Buffer): Promise<WireAnswer[]> {
  using socket = await RawSocket.open(url);
  socket.write(text);
  return readAnswers(await socket.closed());
}

/** Every answer in what came; bodies by their `content-length`, or in chunks. */
export function readAnswers(text: string): WireAnswer[] {
  const answers: WireAnswer[] = [];
  let rest = text;
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    const head = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? '' : rest.slice(end + 4);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? rest.length);
    answers.push({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.slice(0, length) });
    rest = rest.slice(length);
  }
  return answers;
}

/** A POST of a chat with these header lines in place of the usual framing. */
export function chatRequest(
  body: string,
  lines: readonly string[] = [`content-length: ${Buffer.byteLength(body)}`],
): string {
  const head = ['POST /v1/chat/completions HTTP/1.1', 'host: gateway', 'content-type: application/json', ...lines];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
