import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { Clock } from '../run/clock.ts';
import { emptyContent } from './answer.ts';
import type { Answer, Failure } from './answer.ts';
import { classifyError } from './classify-error.ts';
import { readRefusal } from './read-refusal.ts';
import { readWholeAnswer } from './read-whole-answer.ts';
import { StreamedAnswer } from './streamed-answer.ts';
import type { StreamOutcome } from './streamed-answer.ts';

/** More of a whole answer or of an error page than anybody sends is not kept. */
const maxBodyBytes = 8 * 1024 * 1024;

/** What comes back of one request: undici calls it with each read, it calls `settle` once with the answer. */
export class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #clock: Clock;
  readonly #streamed: StreamedAnswer | null;
  readonly #settle: (answer: Answer) => void;
  readonly #sentAtMs: number;
  readonly #body: Uint8Array[] = [];
  #bodyBytes = 0;
  #status: number | null = null;
  #headers: IncomingHttpHeaders = {};
  #controller: Dispatcher.DispatchController | null = null;
  #abortReason: Error | null = null;
  #settled = false;

  constructor(clock: Clock, stream: boolean, settle: (answer: Answer) => void) {
    this.#clock = clock;
    this.#streamed = stream ? new StreamedAnswer() : null;
    this.#settle = settle;
    this.#sentAtMs = clock.now();
  }

  /** Gives up: the connection is closed, and the answer settles as a failure. */
  abort(reason: Error): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abortReason !== null) controller.abort(this.#abortReason);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#streamed !== null && this.#isEventStream()) {
      this.#streamed.push(chunk, this.#clock.now());
      return;
    }
    this.#bodyBytes += chunk.length;
    if (this.#bodyBytes <= maxBodyBytes) this.#body.push(chunk);
  }

  onResponseEnd(): void {
    this.#finish(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(classifyError(this.#abortReason ?? error, this.#status !== null));
  }

  #finish(broken: Failure | null): void {
    if (this.#settled) return;
    this.#settled = true;
    const { content, failure } = this.#outcome();
    this.#settle({
      ...content,
      sentAtMs: this.#sentAtMs,
      endedAtMs: this.#clock.now(),
      status: this.#status,
      variant: headerText(this.#headers['x-slipstream-variant']),
      replica: headerText(this.#headers['x-slipstream-replica']),
      // An error that the engine stated explains the broken connection after it; a mere missing end does not.
      failure: failure?.kind === 'stream-error' || failure?.kind === 'status' ? failure : (broken ?? failure),
    });
  }

  #outcome(): StreamOutcome {
    if (this.#status === null) return { content: emptyContent, failure: null };
    const body = Buffer.concat(this.#body);
    if (this.#status !== 200) return { content: emptyContent, failure: readRefusal(this.#status, body) };
    if (this.#streamed === null) return readWholeAnswer(body);
    if (this.#isEventStream()) return this.#streamed.finish();
    const message = `asked for a stream, got ${headerText(this.#headers['content-type']) ?? 'no content type'}`;
    return { content: emptyContent, failure: { kind: 'malformed', message } };
  }

  #isEventStream(): boolean {
    return this.#status === 200 && (headerText(this.#headers['content-type']) ?? '').startsWith('text/event-stream');
  }
}

function headerText(value: string | readonly string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : value.join(', ');
}
