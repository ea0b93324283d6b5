import type { Replica } from '@slipstream/config';
import type { AttemptRecord } from '../metering/request-record.ts';
import type { GatewayError } from '../errors.ts';
import type { Exchange, UpstreamFailure, UpstreamHandler, UpstreamHeaders, UpstreamRequest } from '../ports.ts';
import type { AnswerReceiver } from './answer-receiver.ts';
import { answerReceiverFor } from './answer-receiver-for.ts';
import { asGatewayError } from './error-body.ts';
import type { GenerationPorts } from './generation-ports.ts';
import type { RoutedGeneration } from './routed-generation.ts';
import { StageTimer } from './stage-timer.ts';
import { timeoutError } from './timeout-error.ts';
import { fromUpstreamFailure, mayTryAnother } from './upstream-error.ts';

export interface AttemptEnd {
  /** Null: the client has the whole answer, or soon will. */
  readonly error: GatewayError | null;
  /** Nothing came back, so that another replica may be asked. */
  readonly mayTryAnother: boolean;
}

/** What the head of the answer must be read with. */
export interface AttemptOptions {
  readonly usageAdded: boolean;
  readonly ended: (end: AttemptEnd) => void;
}

/**
 * One try against one replica, from the moment it is sent. It ends exactly once: by the engine, by the client's leaving,
 * by a timer or by the gateway's going; in all but the first case the exchange is aborted in the same tick.
 */
export class Attempt implements UpstreamHandler {
  readonly #ports: GenerationPorts;
  readonly #generation: RoutedGeneration;
  readonly #record: AttemptRecord;
  readonly #options: AttemptOptions;
  readonly #timer: StageTimer;
  /** Null before it is known, and when there is nothing left to abort. */
  #exchange: Exchange | null = null;
  #receiver: AnswerReceiver | null = null;
  #ended = false;

  constructor(ports: GenerationPorts, generation: RoutedGeneration, record: AttemptRecord, options: AttemptOptions) {
    this.#ports = ports;
    this.#generation = generation;
    this.#record = record;
    this.#options = options;
    const { requestMs, firstTokenMs } = generation.config.timeouts;
    // One deadline for all attempts together.
    const deadlineAtMs = generation.record.receivedAtMs + requestMs;
    this.#timer = new StageTimer(ports.clock, ports.timers, deadlineAtMs, (code) => this.#giveUp(timeoutError(code)));
    // An answer in one body has no first token to see: only the deadline bounds its silence.
    if (generation.request.stream) this.#timer.enter('first_token_timeout', firstTokenMs);
  }

  start(replica: Replica, request: UpstreamRequest): void {
    const { client } = this.#generation;
    client.onInterrupt((error) => this.#giveUp(error));
    // A client that left while another attempt was under way.
    if (this.#ended) return;
    this.#orEnd(this.#ports.clock.now(), () => {
      const exchange = this.#ports.dispatch.send(replica, request, this);
      // A refusal may have come before `send` returned.
      if (this.#ended) return exchange.abort();
      this.#exchange = exchange;
      client.onDrain(() => this.#resume(exchange));
    });
  }

  onHead(status: number, headers: UpstreamHeaders, atMs: number): void {
    this.#record.headAtMs = atMs;
    this.#record.upstreamStatus = status;
    this.#orEnd(atMs, () => {
      const head = { status, headers, usageAdded: this.#options.usageAdded };
      this.#receiver = answerReceiverFor(head, this.#generation, this.#record, this.#ports.headers);
      if (this.#receiver.progress > 0) this.#enterIdle();
    });
  }

  onBytes(chunk: Uint8Array, atMs: number): boolean {
    const receiver = this.#receiver;
    if (this.#ended || receiver === null) return true;
    const before = receiver.progress;
    let flowing = true;
    this.#orEnd(atMs, () => {
      flowing = receiver.bytes(chunk, atMs);
    });
    if (this.#ended) return true;
    if (!flowing) this.#timer.enter('client_gone', this.#generation.config.timeouts.idleMs);
    else if (before === 0 && receiver.progress > 0) this.#enterIdle();
    else if (receiver.progress > before) this.#timer.touch(atMs);
    return flowing;
  }

  onEnd(atMs: number): void {
    this.#exchange = null;
    this.#orEnd(atMs, () => {
      this.#receiver?.end(atMs);
      this.#end({ error: null, mayTryAnother: false }, atMs);
    });
  }

  onFailure(failure: UpstreamFailure, atMs: number): void {
    this.#exchange = null;
    const error = fromUpstreamFailure(failure);
    if (this.#receiver !== null) this.#breakOff(error, atMs);
    else this.#end({ error, mayTryAnother: mayTryAnother(failure) }, atMs);
  }

  /** Runs a step of the answer; whatever it throws is the end of the attempt. */
  #orEnd(atMs: number, step: () => void): void {
    try {
      step();
    } catch (thrown) {
      this.#end({ error: asGatewayError(thrown), mayTryAnother: false }, atMs);
      this.#exchange?.abort();
    }
  }

  /** A timer, or the gateway's going. */
  #giveUp(reason: GatewayError): void {
    this.#breakOff(reason, this.#ports.clock.now());
    this.#exchange?.abort();
  }

  #breakOff(reason: GatewayError, atMs: number): void {
    this.#orEnd(atMs, () => {
      if (this.#receiver === null || reason.code === 'client_gone') throw reason;
      this.#receiver.broken(reason, atMs);
      this.#end({ error: null, mayTryAnother: false }, atMs);
    });
  }

  #enterIdle(): void {
    this.#timer.enter('idle_timeout', this.#generation.config.timeouts.idleMs);
  }

  #resume(exchange: Exchange): void {
    if (this.#ended) return;
    this.#enterIdle();
    exchange.resume();
  }

  #end(end: AttemptEnd, atMs: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#timer.stop();
    this.#generation.client.onInterrupt(null);
    this.#record.endedAtMs = atMs;
    this.#record.outcome = end.error?.code ?? 'ok';
    this.#record.reading = this.#receiver?.reading(atMs) ?? null;
    this.#options.ended(end);
  }
}
