import type { Dispatcher } from 'undici';
import type { Clock, Exchange, UpstreamHandler, UpstreamHeaders } from '../ports.ts';
import { classifyError } from './classify-error.ts';
import type { ExchangePhase } from './classify-error.ts';

type Controller = Dispatcher.DispatchController;
type AnswerHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** One for all: making an error costs a stack trace, and nobody ever sees this one. */
const aborted = new Error('aborted by the gateway');

/**
 * One request under way: undici's handler on one side, ours on the other. It turns parser callbacks into reads: llhttp
 * calls once per HTTP chunk, and the events of one decoding step arrive as several chunks in one read. Handed on
 * together they cost one write, and carry one time, which is what the clustering of events into steps needs. Over HTTP/2
 * each frame is a callback of its own, in between which microtasks run; there the pieces are those of one turn of the loop.
 * Handlers may not throw: from `onEnd` undici would swallow it, from `onHead` it would pass for a broken exchange.
 */
export class UpstreamExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly #handler: UpstreamHandler;
  readonly #clock: Clock;
  #controller: Controller | null = null;
  #phase: ExchangePhase | 'over' = 'unsent';
  /** The pieces of the read under way, and the time of the first. */
  #pieces: Buffer[] = [];
  #readAtMs = 0;
  #paused = false;
  #framed = false;

  constructor(handler: UpstreamHandler, clock: Clock) {
    this.#handler = handler;
    this.#clock = clock;
  }

  resume(): void {
    if (!this.#paused || this.#phase === 'over') return;
    this.#paused = false;
    this.#flush();
    // The handler may have had enough again.
    if (!this.#paused) this.#controller?.resume();
  }

  abort(): void {
    if (this.#phase === 'over') return;
    this.#end();
    // Without a controller nothing was sent yet: onRequestStart will find it over.
    this.#controller?.abort(aborted);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#phase === 'over') controller.abort(aborted);
    else this.#phase = 'sent';
  }

  onResponseStart(controller: Controller, status: number, headers: AnswerHeaders): void {
    // 1xx (early hints and the like) is not the answer.
    if (this.#phase === 'over' || status < 200) return;
    this.#phase = 'answering';
    // HTTP/1.1 gives a list of bytes.
    this.#framed = !Array.isArray(controller.rawHeaders);
    this.#handler.onHead(status, joined(headers), this.#clock.now());
  }

  onResponseData(_controller: Controller, piece: Buffer): void {
    if (this.#phase === 'over') return;
    if (this.#pieces.push(piece) > 1) return;
    this.#readAtMs = this.#clock.now();
    // Microtasks run when the parser has been through the whole read.
    if (this.#framed) setImmediate(() => this.#flushUnlessPaused());
    else queueMicrotask(() => this.#flushUnlessPaused());
  }

  onResponseEnd(): void {
    if (this.#phase === 'over') return;
    this.#flush();
    if (this.#isOver()) return;
    this.#end();
    this.#handler.onEnd(this.#clock.now());
  }

  onResponseError(_controller: Controller, error: Error): void {
    // Before anything is sent undici may call from within dispatch(), when the caller does not hold the exchange yet.
    if (this.#phase === 'unsent') queueMicrotask(() => this.#fail(error));
    else this.#fail(error);
  }

  #fail(error: Error): void {
    if (this.#phase === 'over') return;
    this.#flush();
    if (this.#isOver()) return;
    const failure = classifyError(error, this.#phase);
    this.#end();
    this.#handler.onFailure(failure, this.#clock.now());
  }

  #flushUnlessPaused(): void {
    if (!this.#paused) this.#flush();
  }

  #flush(): void {
    const pieces = this.#pieces;
    const [first] = pieces;
    if (first === undefined) return;
    this.#pieces = [];
    const chunk = pieces.length === 1 ? first : Buffer.concat(pieces);
    if (this.#handler.onBytes(chunk, this.#readAtMs) || this.#isOver()) return;
    // Takes effect at the next piece, which is then held here: one read more than was asked for, and no further.
    this.#paused = true;
    this.#controller?.pause();
  }

  /** A method, since the handler may abort from within a call, which the type of the field cannot show. */
  #isOver(): boolean {
    return this.#phase === 'over';
  }

  #end(): void {
    this.#phase = 'over';
    this.#pieces = [];
  }
}

/** Nearly every answer repeats no header: then what undici has made for this one is what is handed on. */
function joined(headers: AnswerHeaders): UpstreamHeaders {
  return isPlain(headers) ? headers : Object.fromEntries(Object.entries(headers).map(joinedEntry));
}

function isPlain(headers: AnswerHeaders): headers is Record<string, string> {
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}

function joinedEntry([name, value]: [string, AnswerHeaders[string]]): [string, string] {
  return [name, typeof value === 'string' ? value : (value ?? []).join(', ')];
}
