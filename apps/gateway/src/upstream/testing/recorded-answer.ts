import type { UpstreamFailure, UpstreamHandler, UpstreamHeaders } from '../../ports.ts';

/** A handler that keeps what it was told, and lets a test wait for it. */
export class RecordedAnswer implements UpstreamHandler {
  status = 0;
  headers: UpstreamHeaders = {};
  readonly #reads: Buffer[] = [];
  readonly times: number[] = [];
  ends = 0;
  failure: UpstreamFailure | null = null;
  /** What `onBytes` returns. */
  wantsMore: (bytesSoFar: number) => boolean = () => true;
  bytes = 0;
  #waiting: (() => void)[] = [];

  get reads(): readonly string[] {
    return this.#reads.map(String);
  }

  get text(): string {
    return Buffer.concat(this.#reads).toString();
  }

  onHead(status: number, headers: UpstreamHeaders, atMs: number): void {
    this.status = status;
    this.headers = headers;
    this.#told(atMs);
  }

  onBytes(chunk: Uint8Array, atMs: number): boolean {
    this.bytes += chunk.byteLength;
    // Not kept where a test moves megabytes.
    if (this.bytes < 65_536) this.#reads.push(Buffer.from(chunk));
    this.#told(atMs);
    return this.wantsMore(this.bytes);
  }

  onEnd(atMs: number): void {
    this.ends += 1;
    this.#told(atMs);
  }

  onFailure(failure: UpstreamFailure, atMs: number): void {
    if (this.failure !== null) throw new Error('told of two failures');
    this.failure = failure;
    this.#told(atMs);
  }

  /** Resolves once the condition holds; the test's own timeout is the deadline. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  /** Resolves when nothing more can follow. */
  over(): Promise<void> {
    return this.until(() => this.ends > 0 || this.failure !== null);
  }

  #told(atMs: number): void {
    this.times.push(atMs);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
