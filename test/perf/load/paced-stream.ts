import { monotonicMs } from '../measure/monotonic-ms.ts';
import { doneEvent } from '../upstream/answers.ts';
import { ClientConnection } from './client-connection.ts';
import { EventReader } from './event-reader.ts';
import type { Target } from './target.ts';

export interface StreamReport {
  begun(askedAtMs: number): void;
  piece(sentAtMs: number): void;
  ended(): void;
  failed(reason: string): void;
}

export interface PacedStreamOptions {
  readonly request: Buffer;
  readonly events: number;
  readonly report: StreamReport;
}

/** One connection that asks for one stream after another, and sees to it that each is whole. */
export class PacedStream {
  readonly #connection: ClientConnection;
  readonly #options: PacedStreamOptions;
  readonly #reader: EventReader;
  #next = 0;
  #sawDone = false;
  #askedAtMs = 0;

  constructor(target: Target, options: PacedStreamOptions) {
    const { report } = options;
    this.#options = options;
    this.#reader = new EventReader({
      piece: (index, sentAtMs) => this.#piece(index, sentAtMs),
      other: (event) => {
        this.#sawDone ||= event.length === doneEvent.length && event.toString('latin1') === doneEvent;
      },
    });
    this.#connection = new ClientConnection(target, {
      head: (status) => {
        if (status !== 200) report.failed(`a stream with status ${status}`);
      },
      body: (bytes) => this.#reader.push(bytes),
      end: () => this.#end(),
      failed: (reason) => report.failed(reason),
    });
    this.#ask();
  }

  close(): void {
    this.#connection.close();
  }

  #ask(): void {
    this.#next = 0;
    this.#sawDone = false;
    this.#askedAtMs = monotonicMs();
    this.#connection.send(this.#options.request);
  }

  #piece(index: number, sentAtMs: number): void {
    const { report } = this.#options;
    if (index !== this.#next) report.failed(`event ${this.#next} of a stream is missing`);
    if (index === 0) report.begun(this.#askedAtMs);
    this.#next = index + 1;
    report.piece(sentAtMs);
  }

  #end(): void {
    const { events, report } = this.#options;
    const whole = this.#next === events && this.#sawDone && this.#reader.pendingBytes === 0;
    if (!whole) report.failed(`a stream ended after ${this.#next} of ${events} events`);
    this.#reader.reset();
    report.ended();
    this.#ask();
  }
}
