import { FaultyStream } from '../../../faults/faulty-stream.ts';
import type { Exchange } from '../../../server/exchange.ts';
import type { LlamaServer } from '../llamacpp-server.ts';
import { PingedOutput } from './pinged-output.ts';

/** A `text/event-stream` answer on its way out, through pings and the faults of its request. Opens with the first write, or when told. */
export class TokenStream {
  readonly #server: LlamaServer;
  readonly #exchange: Exchange;
  readonly #left: () => void;
  #open: { readonly stream: FaultyStream; readonly output: PingedOutput } | null = null;

  /** `left`: a fault ended it. */
  constructor(server: LlamaServer, exchange: Exchange, left: () => void) {
    this.#server = server;
    this.#exchange = exchange;
    this.#left = left;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Sends the head. */
  open(): void {
    this.#opened();
  }

  /** Events of one result: one write, one HTTP chunk. */
  send(events: readonly string[]): void {
    this.#opened().stream.push(events);
  }

  finish(last: string): void {
    this.#opened().stream.finish(last);
  }

  /** The client is gone: nothing is written any more. */
  stop(): void {
    this.#open?.output.stop();
  }

  #opened(): { readonly stream: FaultyStream; readonly output: PingedOutput } {
    if (this.#open === null) {
      const raw = this.#exchange.openStream({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
      const { timers, pingSeconds } = this.#server;
      const output = new PingedOutput(raw, timers, pingSeconds * 1000, () => this.#open?.stream.isStalled !== true);
      const left = (): void => {
        output.stop();
        this.#left();
      };
      this.#open = { output, stream: new FaultyStream(output, this.#exchange.faults, timers, left) };
    }
    return this.#open;
  }
}
