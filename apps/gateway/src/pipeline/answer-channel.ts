/** Who is told of what becomes of an answer. */
export interface AnswerListener {
  /** The client has caught up. */
  drained(): void;
  /** Once: the last byte was handed to the system, or else the connection is gone. */
  closed(finished: boolean): void;
}

/** One answer on its way to a client, as the HTTP server offers it. Framing is the server's. */
export interface AnswerChannel {
  /** Hears from then on; one at a time. */
  listen(listener: AnswerListener): void;
  /** The status that was told; null: none. */
  readonly status: number | null;
  /** Once. The head goes out with the first bytes behind it. Without a `content-length` the body is chunked. */
  begin(status: number, headers: Readonly<Record<string, string>>): void;
  /** False: the client is behind, until `drained`. */
  write(bytes: Uint8Array): boolean;
  /** The last bytes, or none. */
  end(bytes: Uint8Array): void;
  /** Breaks the connection, so that no client can take what it has for all of it. */
  destroy(): void;
  /** The same, once these last bytes were handed to the system. */
  breakBehind(bytes: Uint8Array): void;
}
