import type { EngineClock } from '../../../engine/engine.ts';
import type { StreamOutput } from '../../../faults/faulty-stream.ts';

/** axum's default. */
const SILENCE_MS = 15_000;
const COMMENT = ':\n\n';

/** Writes a bare comment into a stream after each 15 s of silence. */
export class KeepAlive implements StreamOutput {
  private readonly output: StreamOutput;
  private readonly timers: EngineClock;
  private readonly mayComment: () => boolean;
  private lastWriteMs: number;
  private cancel: () => void = () => undefined;

  /** `mayComment`: false while the process is hung. */
  constructor(output: StreamOutput, timers: EngineClock, mayComment: () => boolean) {
    this.output = output;
    this.timers = timers;
    this.mayComment = mayComment;
    this.lastWriteMs = timers.now();
    this.watch();
  }

  write(text: string): void {
    this.lastWriteMs = this.timers.now();
    this.output.write(text);
  }

  end(): void {
    this.stop();
    this.output.end();
  }

  destroy(): void {
    this.stop();
    this.output.destroy();
  }

  isBehind(): boolean {
    return this.output.isBehind();
  }

  onceDrained(run: () => void): void {
    this.output.onceDrained(run);
  }

  stop(): void {
    this.cancel();
  }

  /** One timer per silence, not one per write: when it goes off it looks how long the silence has been. */
  private watch(): void {
    this.cancel = this.timers.at(this.lastWriteMs + SILENCE_MS, () => {
      if (this.timers.now() - this.lastWriteMs >= SILENCE_MS) {
        if (this.mayComment()) this.output.write(COMMENT);
        this.lastWriteMs = this.timers.now();
      }
      this.watch();
    });
  }
}
