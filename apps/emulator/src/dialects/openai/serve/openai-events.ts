import { FaultyStream, type StreamOutput } from '../../../faults/faulty-stream.ts';
import type { Exchange, Headers } from '../../../server/exchange.ts';
import type { OpenAiServer } from '../openai-server.ts';
import type { Outlet } from '../run/output-merger.ts';

const DONE = 'data: [DONE]\n\n';

/** One event with this JSON. */
export function sseEvent(json: unknown): string {
  return `data: ${typeof json === 'string' ? json : JSON.stringify(json)}\n\n`;
}

/** A `text/event-stream` answer on its way out, through the faults of its request. */
export class OpenAiEvents implements Outlet {
  private readonly server: OpenAiServer;
  private readonly exchange: Exchange;
  private readonly headers: Headers;
  private readonly left: () => void;
  private open: { readonly stream: FaultyStream; readonly output: StreamOutput } | null = null;

  /** `left`: a fault ended the stream, nobody listens any more. */
  constructor(server: OpenAiServer, exchange: Exchange, left: () => void) {
    this.server = server;
    this.exchange = exchange;
    this.headers = server.wire.answerHeaders(exchange);
    this.left = () => left();
    if (server.wire.streamHead === 'at-once') this.opened();
  }

  get isBehind(): boolean {
    return this.open?.stream.isBehind ?? false;
  }

  onceDrained(run: () => void): void {
    this.opened().stream.onceDrained(run);
  }

  /** Events that became known together leave in one write. */
  send(events: readonly string[]): void {
    if (events.length > 0) this.opened().stream.push(events);
  }

  finish(): void {
    this.opened().stream.finish(DONE);
  }

  /** The server's generator threw: the connection ends in the middle of the answer. */
  breakOff(): void {
    this.opened().output.destroy();
  }

  private opened(): { readonly stream: FaultyStream; readonly output: StreamOutput } {
    if (this.open === null) {
      const output = this.exchange.openStream({ 'content-type': 'text/event-stream; charset=utf-8', ...this.headers });
      const stream = new FaultyStream(output, this.exchange.faults, this.server.timers, this.left);
      this.open = { stream, output };
    }
    return this.open;
  }
}
