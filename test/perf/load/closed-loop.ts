import { ClientConnection } from './client-connection.ts';
import type { ConnectionSink } from './client-connection.ts';
import { chatRequest } from './target.ts';
import type { Target } from './target.ts';

export interface ClosedLoopOptions {
  readonly connections: number;
  readonly body: string;
  /** What every answer must be. */
  readonly expected: Buffer;
}

/** Connections that each ask again as soon as they have their answer. Every answer is compared, byte for byte. */
export class ClosedLoop {
  readonly #connections: ClientConnection[] = [];
  readonly #expected: Buffer;
  /** Whole, right answers so far. */
  answers = 0;
  /** The first thing that went wrong; null: nothing. */
  fault: string | null = null;

  constructor(target: Target, { connections, body, expected }: ClosedLoopOptions) {
    this.#expected = expected;
    const request = chatRequest(target, body);
    for (let count = 0; count < connections; count += 1) this.#open(target, request);
  }

  stop(): void {
    for (const connection of this.#connections) connection.close();
  }

  #open(target: Target, request: Buffer): void {
    let at = 0;
    const sink: ConnectionSink = {
      head: (status) => {
        at = 0;
        if (status !== 200) this.fault ??= `status ${status}`;
      },
      body: (bytes) => {
        const same = this.#expected.compare(bytes, 0, bytes.length, at, at + bytes.length) === 0;
        if (!same) this.fault ??= 'an answer that differs';
        at += bytes.length;
      },
      end: () => {
        if (at !== this.#expected.length) this.fault ??= 'an answer that is too short';
        this.answers += 1;
        connection.send(request);
      },
      failed: (reason) => {
        this.fault ??= reason;
      },
    };
    const connection = new ClientConnection(target, sink);
    this.#connections.push(connection);
    connection.send(request);
  }
}
