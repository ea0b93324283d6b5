import { stampLayout } from '../upstream/answers.ts';

const border = Buffer.from('\n\n');
const at = 0x40;
const digitZero = 0x30;

export interface EventSink {
  /** A piece of text: its number, and when it left the upstream (monotonic ms of this host). */
  piece(index: number, sentAtMs: number, event: Buffer): void;
  /** Any other event. */
  other(event: Buffer): void;
}

/** Cuts the body of a stream into events and reads the stamp in each piece of text. */
export class EventReader {
  readonly #sink: EventSink;
  #held: Buffer | null = null;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** Bytes behind the last whole event. */
  get pendingBytes(): number {
    return this.#held?.length ?? 0;
  }

  push(bytes: Buffer): void {
    const all = this.#held === null ? bytes : Buffer.concat([this.#held, bytes]);
    let start = 0;
    for (let end = all.indexOf(border); end >= 0; end = all.indexOf(border, start)) {
      this.#read(all.subarray(start, end + border.length));
      start = end + border.length;
    }
    this.#held = start === all.length ? null : Buffer.from(all.subarray(start));
  }

  reset(): void {
    this.#held = null;
  }

  #read(event: Buffer): void {
    const mark = event.indexOf(at);
    if (mark < 0) {
      this.#sink.other(event);
      return;
    }
    const { number, stamp } = stampLayout;
    const sentAtMs = Number(event.toString('latin1', mark + stamp.start, mark + stamp.end));
    this.#sink.piece(readNumber(event, mark + number.start, mark + number.end), sentAtMs, event);
  }
}

function readNumber(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index += 1) value = value * 10 + ((bytes[index] ?? digitZero) - digitZero);
  return value;
}
