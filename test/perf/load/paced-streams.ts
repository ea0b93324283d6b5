import { monotonicMs } from '../measure/monotonic-ms.ts';
import { streamedChat } from './chat-bodies.ts';
import { PacedStream } from './paced-stream.ts';
import { Samples } from './samples.ts';
import { chatRequest } from './target.ts';
import type { Target } from './target.ts';

export interface PacedStreamsOptions {
  readonly streams: number;
  readonly everyMs: number;
  /** Of one stream; then the next one is asked for on the same connection. */
  readonly events: number;
  /** The connections begin spread over this time, so that no two streams march in step. */
  readonly spreadMs: number;
}

/** Many streams at an engine's pace, all the time: when one has ended, the next begins. */
export class PacedStreams {
  readonly #streams: PacedStream[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  /** Upstream's stamp → read here, of each event. */
  readonly delays = new Samples();
  /** Request written → first event read. */
  readonly firstEvents = new Samples();
  events = 0;
  /** Streams that came to their right end. */
  ended = 0;
  fault: string | null = null;

  constructor(target: Target, { streams, everyMs, events, spreadMs }: PacedStreamsOptions) {
    const request = chatRequest(target, streamedChat({ events, everyMs }));
    const report = {
      begun: (askedAtMs: number) => this.firstEvents.add(monotonicMs() - askedAtMs),
      piece: (sentAtMs: number) => {
        this.events += 1;
        this.delays.add(monotonicMs() - sentAtMs);
      },
      ended: () => {
        this.ended += 1;
      },
      failed: (reason: string) => {
        this.fault ??= reason;
      },
    };
    for (let index = 0; index < streams; index += 1) {
      const begin = (): void => {
        this.#streams.push(new PacedStream(target, { request, events, report }));
      };
      this.#timers.push(setTimeout(begin, (spreadMs * index) / streams));
    }
  }

  /** Forgets what was measured so far: the warm-up is over. */
  restart(): void {
    this.delays.clear();
    this.firstEvents.clear();
    this.events = 0;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const stream of this.#streams) stream.close();
  }
}
