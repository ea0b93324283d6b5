import { startsAt } from '../bytes/starts-at.ts';
import { ByteStore } from './byte-store.ts';
import { LineScanner } from './line-scanner.ts';
import type { LineSink } from './line-scanner.ts';
import { SseTooLarge } from './sse-too-large.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const defaultMaxEventBytes = 8 * 1024 * 1024;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const dataField = new TextEncoder().encode('data');
const eventField = new TextEncoder().encode('event');
const dataLine = new TextEncoder().encode('data:');
const byteOrderMark = Uint8Array.of(0xef, 0xbb, 0xbf);

export interface SseSink {
  /** `data` is valid during the call only: copy what must be kept. `type` is `message` unless the stream named one. */
  event(data: Uint8Array, type: string): void;
  /** Text after the colon of a comment line; TGI's keep-alive is an empty one. Valid during the call only. */
  comment?(text: Uint8Array): void;
}

export interface SseScannerOptions {
  /** Bytes between two event borders, field names included. Default 8 MiB. */
  readonly maxEventBytes?: number;
}

/**
 * Finds the events in a stream of server-sent events, on bytes and in linear time on any chunking (WHATWG HTML §9.2.6).
 * `id` and `retry` are read over: a gateway does not reconnect. The data of an event that lies inside one chunk and
 * has one `data` line is a view of that chunk; nothing is decoded and nothing is copied.
 */
export class SseScanner {
  readonly #maxEventBytes: number;
  readonly #lines = new LineScanner();
  readonly #held = new ByteStore();
  readonly #lineSink: LineSink = {
    line: (line) => this.#readLine(line),
    partialLine: (bytes) => this.#expectMore(bytes),
  };
  #sink: SseSink | null = null;
  #beforeFirstLine = true;
  #type = '';
  /** Data of the event so far: nothing, a view that lives as long as this push, or the bytes in `#held`. */
  #data: 'none' | 'view' | 'held' = 'none';
  #view: Uint8Array = new Uint8Array(0);
  /** Bytes of complete lines since the last event border, one counted per terminator. */
  #lineBytes = 0;

  constructor(options: SseScannerOptions = {}) {
    this.#maxEventBytes = options.maxEventBytes ?? defaultMaxEventBytes;
  }

  /**
   * Bytes held since the last event border. Above 0 at the end of a stream, the stream was cut inside an event.
   * Comment lines between events do not count once they are complete.
   */
  get pendingBytes(): number {
    return this.#lineBytes + this.#lines.partialBytes;
  }

  /** Calls the sink for each event that this chunk completes. Throws {@link SseTooLarge}, and what the sink throws. */
  push(chunk: Uint8Array, sink: SseSink): void {
    const begun = this.pendingBytes > 0 || this.#beforeFirstLine || this.#lines.endedInCarriageReturn;
    const from = begun ? 0 : this.#pushWholeEvents(chunk, sink);
    if (from === chunk.length) return;
    this.#sink = sink;
    try {
      this.#lines.push(from === 0 ? chunk : chunk.subarray(from), this.#lineSink);
    } finally {
      this.#sink = null;
    }
    this.#keepView();
  }

  /**
   * The form that engines write: events of one `data` line and an empty line, ended by LF, whole in one chunk. Returns
   * how far it went: to the end, or to the first event in another form, which the lines are read of.
   */
  #pushWholeEvents(chunk: Uint8Array, sink: SseSink): number {
    let at = 0;
    while (startsAt(chunk, at, dataLine)) {
      let end = at + dataLine.length;
      while (end < chunk.length && chunk[end] !== LF && chunk[end] !== CR) end += 1;
      if (chunk[end] !== LF || chunk[end + 1] !== LF) break;
      const start = at + dataLine.length;
      this.#refuseAbove(end - at);
      sink.event(chunk.subarray(chunk[start] === SPACE ? start + 1 : start, end), 'message');
      at = end + 2;
    }
    return at;
  }

  #expectMore(bytes: number): void {
    // Before the partial line overwrites the store in which the view may lie.
    this.#keepView();
    this.#refuseAbove(bytes);
  }

  #readLine(rawLine: Uint8Array): void {
    const line = this.#beforeFirstLine && startsAt(rawLine, 0, byteOrderMark) ? rawLine.subarray(3) : rawLine;
    this.#beforeFirstLine = false;
    if (line.length === 0) {
      this.#dispatch();
      return;
    }
    this.#refuseAbove(line.length);
    if (line[0] === COLON) {
      this.#sink?.comment?.(line.subarray(1));
      if (this.#lineBytes === 0) return;
    } else {
      this.#readField(line);
    }
    this.#lineBytes += line.length + 1;
  }

  #readField(line: Uint8Array): void {
    const colon = line.indexOf(COLON);
    const nameEnd = colon === -1 ? line.length : colon;
    let valueStart = Math.min(nameEnd + 1, line.length);
    if (line[valueStart] === SPACE) valueStart += 1;
    const value = line.subarray(valueStart);
    if (isName(line, nameEnd, dataField)) this.#addData(value);
    else if (isName(line, nameEnd, eventField)) this.#type = decoder.decode(value);
  }

  #addData(value: Uint8Array): void {
    if (this.#data === 'none') {
      this.#data = 'view';
      this.#view = value;
      return;
    }
    this.#keepView();
    this.#held.appendByte(LF);
    this.#held.append(value);
  }

  #keepView(): void {
    if (this.#data !== 'view') return;
    this.#held.append(this.#view);
    this.#data = 'held';
  }

  /** An event without a data line is no event, whatever else it named. An empty data line is one. */
  #dispatch(): void {
    const found = this.#data;
    const data = found === 'view' ? this.#view : this.#held.view();
    const type = this.#type === '' ? 'message' : this.#type;
    this.#data = 'none';
    this.#type = '';
    this.#lineBytes = 0;
    this.#held.clear();
    if (found !== 'none') this.#sink?.event(data, type);
  }

  #refuseAbove(lineBytes: number): void {
    if (this.#lineBytes + lineBytes > this.#maxEventBytes) throw new SseTooLarge(this.#maxEventBytes);
  }
}

function isName(line: Uint8Array, nameEnd: number, name: Uint8Array): boolean {
  return nameEnd === name.length && startsAt(line, 0, name);
}
