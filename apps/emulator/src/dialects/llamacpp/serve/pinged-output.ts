import type { EngineClock } from '../../../engine/engine.ts';
import type { StreamOutput } from '../../../faults/faulty-stream.ts';

/** A stream with a comment in each silence of so many seconds. */
export class PingedOutput implements StreamOutput {
  readonly #output: StreamOutput;
  readonly #timers: EngineClock;
  readonly #silenceMs: number;
  readonly #mayPing: () => boolean;
  #cancel: () => void = () => undefined;

  /** `silenceMs` 0: no pings. `mayPing`: false while the process is hung. */
  constructor(output: StreamOutput, timers: EngineClock, silenceMs: number, mayPing: () => boolean) {
    this.#output = output;
    this.#timers = timers;
    this.#silenceMs = silenceMs;
    this.#mayPing = mayPing;
    this.#wait();
  }

  write(text: string): void {
    this.#cancel();
    this.#output.write(text);
    this.#wait();
  }

  end(): void {
    this.stop();
    this.#output.end();
  }

  destroy(): void {
    this.stop();
    this.#output.destroy();
  }

  isBehind(): boolean {
    return this.#output.isBehind();
  }

  onceDrained(run: () => void): void {
    this.#output.onceDrained(run);
  }

  stop(): void {
    this.#cancel();
  }

  #wait(): void {
    if (this.#silenceMs === 0) return;
    this.#cancel = this.#timers.at(this.#timers.now() + this.#silenceMs, () => {
      if (this.#mayPing()) this.#output.write(':\n\n');
      this.#wait();
    });
  }
}
