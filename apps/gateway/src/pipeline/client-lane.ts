import type { AnswerKind, ClientAnswer } from './client-answer.ts';

/** One attempt's way to the client. The first attempt that begins an answer has the client; the others are ended by then. */
export class ClientLane {
  readonly #client: ClientAnswer;
  readonly #begins: () => void;
  #begun = false;

  /** `begins` is called once, before anything goes out. */
  constructor(client: ClientAnswer, begins: () => void) {
    this.#client = client;
    this.#begins = begins;
  }

  /** By this attempt. */
  get begun(): boolean {
    return this.#begun;
  }

  begin(status: number, headers: Readonly<Record<string, string>>, kind: AnswerKind): void {
    this.#begun = true;
    this.#begins();
    this.#client.begin(status, headers, kind);
  }

  /** False: the client is behind. */
  write(bytes: Uint8Array): boolean {
    return this.#client.write(bytes);
  }

  end(bytes: Uint8Array): void {
    this.#client.end(bytes);
  }
}
