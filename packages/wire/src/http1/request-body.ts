import { ChunkedBody } from './chunked-body.ts';
import type { RequestFraming } from './request-head.ts';

/** Takes the framing off the body of one request as it comes, on any chunking. */
export class RequestBody {
  readonly #chunks: ChunkedBody | null;
  /** Of a body of known length, still to come. */
  #left: number;

  constructor(framing: RequestFraming) {
    this.#chunks = framing.kind === 'chunked' ? new ChunkedBody() : null;
    this.#left = framing.kind === 'chunked' ? Infinity : framing.bytes;
  }

  get isOver(): boolean {
    return this.#chunks?.isOver ?? this.#left === 0;
  }

  /**
   * Gives each part of the body to `take`, as offsets of the bytes. Returns where it stopped: the end of the bytes, or
   * behind the body. @throws MalformedHttp
   */
  push(bytes: Uint8Array, take: (start: number, end: number) => void): number {
    if (this.#chunks !== null) return this.#chunks.push(bytes, 0, take);
    const end = Math.min(bytes.length, this.#left);
    if (end > 0) take(0, end);
    this.#left -= end;
    return end;
  }
}
