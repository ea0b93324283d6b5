import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { AnswerParser } from './answer-parser.ts';
import type { AnswerSink } from './answer-parser.ts';
import type { Target } from './target.ts';

/** What a user of one connection hears; `failed` at most once, and nothing after it. */
export interface ConnectionSink extends AnswerSink {
  failed(reason: string): void;
}

/** One keep-alive connection to a subject, as thin as a client can be. */
export class ClientConnection {
  readonly #socket: Socket;
  #closed = false;

  constructor(target: Target, sink: ConnectionSink) {
    const parser = new AnswerParser(sink);
    const fail = (reason: string): void => {
      if (this.#closed) return;
      this.close();
      sink.failed(reason);
    };
    this.#socket = connect({ host: target.host, port: target.port, noDelay: true });
    this.#socket.on('data', (bytes: Buffer) => {
      try {
        if (!this.#closed) parser.push(bytes);
      } catch (error) {
        fail(error instanceof Error ? error.message : String(error));
      }
    });
    this.#socket.on('error', (error) => fail(error.message));
    this.#socket.on('close', () => fail('the connection was closed'));
  }

  send(request: Buffer): void {
    this.#socket.write(request);
  }

  /** At once; nobody is told. */
  close(): void {
    this.#closed = true;
    this.#socket.destroy();
  }
}
