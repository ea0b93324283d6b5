import { errorTable } from '../errors.ts';
import type { AttemptKind, AttemptRecord } from '../metering/request-record.ts';
import type { Cancel, Seat } from '../ports.ts';
import { Attempt } from './attempt.ts';
import type { AttemptEnd } from './attempt.ts';
import { engineRequest } from './engine-request.ts';
import type { GenerationPorts } from './generation-ports.ts';
import { headerNames } from './header-names.ts';
import type { RoutedGeneration } from './routed-generation.ts';

export interface RaceOptions {
  /** Takes a place at yet another replica; null where there is none. */
  readonly takeSeat: (kind: AttemptKind) => Seat | null;
  readonly done: (end: AttemptEnd) => void;
}

/**
 * One try at an answer: one attempt, and for a stream whose first token is late a second one beside it. The first token
 * decides; by then nothing of either has gone to the client, so that nothing of the loser can leak. The client is listened
 * to here, for all attempts under way.
 */
export class ReplicaRace {
  readonly #ports: GenerationPorts;
  readonly #generation: RoutedGeneration;
  readonly #options: RaceOptions;
  #running: readonly Attempt[] = [];
  #cancelHedge: Cancel | null = null;

  constructor(ports: GenerationPorts, generation: RoutedGeneration, options: RaceOptions) {
    this.#ports = ports;
    this.#generation = generation;
    this.#options = options;
  }

  start(seat: Seat, kind: AttemptKind): void {
    const { fleet, timers } = this.#ports;
    const { decision, request } = this.#generation;
    const lateAfterMs = request.stream ? fleet.hedgeAfterMs(decision) : null;
    if (lateAfterMs !== null) this.#cancelHedge = timers.after(lateAfterMs, () => this.#hedge());
    this.#enter(seat, kind);
  }

  #hedge(): void {
    this.#cancelHedge = null;
    const seat = this.#options.takeSeat('hedge');
    if (seat !== null) this.#enter(seat, 'hedge');
  }

  #enter(seat: Seat, kind: AttemptKind): void {
    const { client, record: request } = this.#generation;
    const record = openAttempt(seat, request.attempts.length, kind, this.#ports.clock.now());
    request.attempts.push(record);
    client.label(headerNames.replica, seat.replica.name);
    const attempt = new Attempt(this.#ports, this.#generation, {
      record,
      seat,
      build: () => engineRequest(this.#ports, this.#generation, seat.replica, record),
      begins: () => this.#won(attempt),
      ended: (end) => this.#ended(attempt, end),
    });
    this.#running = [...this.#running, attempt];
    // Once more for each attempt: a client that has left already is told of at once.
    client.onInterrupt((reason) => {
      this.#stopHedge();
      for (const one of this.#running) one.giveUp(reason);
    });
    attempt.start();
  }

  #won(winner: Attempt): void {
    const { client, record } = this.#generation;
    this.#stopHedge();
    client.onDrain(() => winner.resume());
    for (const other of this.#running) if (other !== winner) this.#lose(other);
    const { attempts } = record;
    if (attempts.at(-1) === winner.record) return;
    client.label(headerNames.replica, winner.record.replica);
    attempts.splice(attempts.indexOf(winner.record), 1);
    attempts.push(winner.record);
  }

  #ended(attempt: Attempt, end: AttemptEnd): void {
    this.#drop(attempt);
    const fault = end.error === null ? null : errorTable[end.error.code].fault;
    // An engine that failed leaves the race to the other one; a request that is wrong is wrong for both.
    if (fault === 'client' || fault === 'gateway') for (const other of this.#running) this.#lose(other);
    if (this.#running.length > 0) return;
    this.#stopHedge();
    this.#generation.client.onInterrupt(null);
    this.#options.done(end);
  }

  #lose(attempt: Attempt): void {
    this.#drop(attempt);
    attempt.lose();
  }

  #drop(attempt: Attempt): void {
    this.#running = this.#running.filter((one) => one !== attempt);
  }

  #stopHedge(): void {
    this.#cancelHedge?.();
    this.#cancelHedge = null;
  }
}

function openAttempt(
  { replica, concurrency }: Seat,
  index: number,
  kind: AttemptKind,
  startedAtMs: number,
): AttemptRecord {
  return {
    index,
    kind,
    replica: replica.name,
    concurrency,
    startedAtMs,
    headAtMs: null,
    endedAtMs: null,
    upstreamStatus: null,
    outcome: null,
    reading: null,
    replicaTime: null,
  };
}
