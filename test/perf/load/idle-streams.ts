import { streamedChat } from './chat-bodies.ts';
import { PacedStream } from './paced-stream.ts';
import { chatRequest } from './target.ts';
import type { Target } from './target.ts';

/** Longer than any measurement: after its first event such a stream says nothing more. */
const everyMs = 600_000;

/** Streams that have begun and wait. */
export class IdleStreams {
  readonly #target: Target;
  readonly #streams: PacedStream[] = [];
  readonly #request: Buffer;
  /** Streams whose first event has come. */
  begun = 0;
  fault: string | null = null;

  constructor(target: Target) {
    this.#target = target;
    this.#request = chatRequest(target, streamedChat({ events: 1000, everyMs }));
  }

  open(count: number): void {
    const report = {
      begun: () => {
        this.begun += 1;
      },
      piece: () => undefined,
      ended: () => undefined,
      failed: (reason: string) => {
        this.fault ??= reason;
      },
    };
    for (let index = 0; index < count; index += 1) {
      this.#streams.push(new PacedStream(this.#target, { request: this.#request, events: 1000, report }));
    }
  }

  stop(): void {
    for (const stream of this.#streams) stream.close();
  }
}
