import { noCut } from '@slipstream/metrics';
import type { AnswerCut } from '@slipstream/metrics';
import type { AttemptOutcome, AttemptRecord } from '../metering/request-record.ts';
import type { GatewayError } from '../errors.ts';
import type { Exchange, Seat, UpstreamFailure, UpstreamHandler, UpstreamHeaders, UpstreamRequest } from '../ports.ts';
import type { AnswerReceiver } from './answer-receiver.ts';
import { answerReceiverFor } from './answer-receiver-for.ts';
import { asGatewayError } from './error-body.ts';
import { ClientLane } from './client-lane.ts';
import type { GenerationPorts } from './generation-ports.ts';
import { retryAfterMs } from './retry-after.ts';
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

export interface AttemptOptions {
  readonly record: AttemptRecord;
  readonly seat: Seat;
  /** Makes what is sent. */
  readonly build: () => { readonly request: UpstreamRequest; readonly cut: AnswerCut };
  /** The answer begins to go to the client. */
  readonly begins: () => void;
  readonly ended: (end: AttemptEnd) => void;
}

/**
 * One try against one replica, from the moment it is sent. It ends exactly once: by the engine, by the client's leaving,
 * by a timer or by the gateway's going; in all but the first case the exchange is aborted in the same tick.
 */
export class Attempt implements UpstreamHandler {
  readonly #ports: GenerationPorts;
  readonly #generation: RoutedGeneration;
  readonly #options: AttemptOptions;
  readonly #lane: ClientLane;
  readonly #timer: StageTimer;
  /** Null before it is known, and when there is nothing left to abort. */
  #exchange: Exchange | null = null;
  #receiver: AnswerReceiver | null = null;
  #cut: AnswerCut = noCut;
  /** The answer comes in tokens, and its progress counts them. */
  #countsTokens = false;
  #retryAfterMs: number | null = null;
  #ended = false;

  constructor(ports: GenerationPorts, generation: RoutedGeneration, options: AttemptOptions) {
    this.#ports = ports;
    this.#generation = generation;
    this.#options = options;
    this.#lane = new ClientLane(generation.client, options.begins);
    const { requestMs, firstTokenMs } = generation.config.timeouts;
    // One deadline for all attempts together.
    const deadlineAtMs = generation.record.receivedAtMs + requestMs;
    this.#timer = new StageTimer(ports.clock, ports.timers, deadlineAtMs, (code) => this.giveUp(timeoutError(code)));
    // An answer in one body has no first token to see: only the deadline bounds its silence.
    if (generation.request.stream) this.#timer.enter('first_token_timeout', firstTokenMs);
  }

  /** The record of it, and what became of it once it has ended. */
  get record(): AttemptRecord {
    return this.#options.record;
  }

  start(): void {
    // A client that left while another attempt was under way.
    if (this.#ended) return;
    this.#orEnd(this.#ports.clock.now(), () => {
      const { request, cut } = this.#options.build();
      this.#cut = cut;
      const exchange = this.#ports.dispatch.send(this.#options.seat.replica, request, this);
      // A refusal may have come before `send` returned.
      if (this.#ended) return exchange.abort();
      this.#exchange = exchange;
    });
  }

  /** The client has caught up. */
  resume(): void {
    if (this.#ended) return;
    this.#enterIdle();
    this.#exchange?.resume();
  }

  /** A timer, the client's leaving, or the gateway's going. */
  giveUp(reason: GatewayError): void {
    this.#breakOff(reason, this.#ports.clock.now());
    this.#exchange?.abort();
  }

  /** Another attempt has the client. Tells nobody. */
  lose(): void {
    if (this.#ended) return;
    this.#settle('hedge_lost', this.#ports.clock.now());
    this.#exchange?.abort();
  }

  onHead(status: number, headers: UpstreamHeaders, atMs: number): void {
    const { record } = this.#options;
    record.headAtMs = atMs;
    record.upstreamStatus = status;
    if (status === 429 || status === 503) this.#retryAfterMs = retryAfterMs(headers, this.#ports.clock.wallTime());
    this.#orEnd(atMs, () => {
      const head = { status, headers, cut: this.#cut };
      this.#receiver = answerReceiverFor(head, this.#generation, { record, lane: this.#lane }, this.#ports);
      if (this.#receiver.progress > 0) this.#enterIdle();
      else this.#countsTokens = true;
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
    if (this.#countsTokens && receiver.progress > before) this.#countTokens(receiver.progress, before, atMs);
    if (!flowing) this.#timer.enter('client_gone', this.#generation.config.limits.slowClients.answerMs);
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

  #countTokens(progress: number, before: number, atMs: number): void {
    const { seat } = this.#options;
    if (before === 0) seat.firstToken(atMs);
    seat.received(progress - before);
  }

  #end(end: AttemptEnd, atMs: number): void {
    if (this.#ended) return;
    this.#settle(end.error?.code ?? 'ok', atMs);
    this.#options.ended(end);
  }

  #settle(outcome: AttemptOutcome, atMs: number): void {
    const { record, seat } = this.#options;
    this.#ended = true;
    this.#timer.stop();
    record.endedAtMs = atMs;
    record.outcome = outcome;
    record.reading = this.#receiver?.reading(atMs) ?? null;
    record.replicaTime = seat.leave(outcome, this.#retryAfterMs);
    this.#generation.trace.closeAttempt(record);
  }
}
