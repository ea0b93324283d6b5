import { encodeSse } from '@slipstream/wire';
import { FaultyStream } from '../../../faults/faulty-stream.ts';
import type { Exchange } from '../../../server/exchange.ts';
import type { TgiService } from '../tgi-service.ts';
import { streamHeaders } from '../wire/timing-headers.ts';
import { KeepAlive } from './keep-alive.ts';

/** A `text/event-stream` answer. Its head leaves when it is made: before validation, permit and queue. */
export class EventStream {
  private readonly stream: FaultyStream;
  private readonly sseSpace: boolean;

  /** `left`: nobody listens any more, the client by its own will or by a fault's. */
  constructor(tgi: TgiService, exchange: Exchange, characters: number, left: () => void) {
    this.sseSpace = tgi.traits.answers.sseSpace;
    const head = streamHeaders(tgi.computeType, characters);
    const output = new KeepAlive(exchange.openStream(head), tgi.timers, () => !this.stream.isStalled);
    const stop = (): void => {
      output.stop();
      left();
    };
    this.stream = new FaultyStream(output, exchange.faults, tgi.timers, stop);
    exchange.onGone(stop);
  }

  /** JSON texts that became known together go out in one write. */
  send(payloads: readonly string[]): void {
    if (payloads.length > 0) this.stream.push(payloads.map((payload) => this.encode(payload)));
  }

  /** The end, with `[DONE]` where it is asked for. */
  finish(done: boolean): void {
    this.stream.finish(done ? this.encode('[DONE]') : '');
  }

  private encode(data: string): string {
    return encodeSse(data, { space: this.sseSpace });
  }
}
