const headEnd = Buffer.from('\r\n\r\n');

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  /** Latin-1: one character per byte. */
  readonly body: string;
}

/**
 * Cuts the bytes of one connection into requests. It reads what HTTP proxies send (a head, `content-length`, a body) and
 * nothing else: the point of this server is to cost nearly nothing.
 * @throws Error for a body in chunks.
 */
export class RequestReader {
  readonly #onRequest: (request: RawRequest) => void;
  #held: Buffer | null = null;

  constructor(onRequest: (request: RawRequest) => void) {
    this.#onRequest = onRequest;
  }

  push(chunk: Buffer): void {
    let bytes = this.#held === null ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = null;
    while (bytes.length > 0) {
      const taken = this.#take(bytes);
      if (taken === 0) {
        this.#held = bytes;
        return;
      }
      bytes = bytes.subarray(taken);
    }
  }

  /** Bytes of the request at the beginning; 0 when it is not all there. */
  #take(bytes: Buffer): number {
    const end = bytes.indexOf(headEnd);
    if (end < 0) return 0;
    const head = bytes.toString('latin1', 0, end);
    const bodyStart = end + headEnd.length;
    const bodyEnd = bodyStart + bodyLength(head);
    if (bytes.length < bodyEnd) return 0;
    const [method = '', path = ''] = head.slice(0, head.indexOf('\r\n')).split(' ', 2);
    this.#onRequest({ method, path, body: bytes.toString('latin1', bodyStart, bodyEnd) });
    return bodyEnd;
  }
}

function bodyLength(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Number(length);
  if (/\r\ntransfer-encoding:/i.test(head))
    throw new Error('a request body in chunks, which this upstream does not read');
  return 0;
}
