import type { Variant } from '@slipstream/config';
import { GatewayError } from '../errors.ts';
import type { Clock, Decision, ReplicaFleet, ReplicaHealth, Seat, SeatWish, Timers } from '../ports.ts';
import { CountedSeat } from './counted-seat.ts';
import { Lane } from './lane.ts';
import type { Waiter } from './lane.ts';

export interface WaitingRoomOptions {
  readonly fleet: Pick<ReplicaFleet, 'take' | 'restsForMs'>;
  readonly health: ReplicaHealth;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In force now. */
  readonly limits: () => { readonly perReplica: number; readonly waitMs: number };
}

/** One request's stay in the queue. */
export interface Waiting {
  /** Null: no replica is ready any more. Rejects with `queue_full`, `deadline_exceeded`, or what `giveUp` was told. */
  readonly seat: Promise<Seat | null>;
  /** Out of the queue at once. Without effect once the seat is given. */
  giveUp(reason: GatewayError): void;
}

/** Longest time that a client is told to wait: a guess about the far future is worth nothing. */
const LONGEST_RETRY_AFTER_SECONDS = 60;

/**
 * Gives out seats at replicas that take only so many requests at a time, and a bounded queue per variant in front of
 * them. The queue is shared by the variant's replicas: whichever is free first serves who came first. Variants
 * without `maxConcurrent` pass through untouched.
 */
export class WaitingRoom {
  readonly #options: WaitingRoomOptions;
  readonly #lanes = new Map<string, Lane>();

  constructor(options: WaitingRoomOptions) {
    this.#options = options;
  }

  /** A seat now, or null. Nobody overtakes those who wait, but a request that has been let in already (retry, hedge). */
  take(wish: SeatWish): Seat | null {
    const { fleet } = this.#options;
    if (!isLimited(wish.decision.variant)) return fleet.take(wish);
    const lane = this.#lane(wish.decision);
    if (wish.kind === 'first' && lane.waiting.size > 0) return null;
    return this.#seatIn(lane, wish);
  }

  /** Whether waiting can help where `take` gave nothing: a replica is ready, and full. */
  isFull({ model, variant }: Decision): boolean {
    const lane = this.#lanes.get(laneName(model.name, variant.name));
    return lane !== undefined && (lane.waiting.size > 0 || this.#hasFullReplica(lane, variant));
  }

  /** @throws GatewayError `queue_full` where there is no place left in the queue. */
  wait(wish: SeatWish, deadlineAtMs: number): Waiting {
    const { limits, clock, timers } = this.#options;
    const lane = this.#lane(wish.decision);
    const { variant } = wish.decision;
    const { perReplica, waitMs } = limits();
    if (lane.waiting.size >= perReplica * variant.replicas.length) throw noPlace(variant, lane);
    const nowMs = clock.now();
    const leftMs = deadlineAtMs - nowMs;
    const longestMs = Math.max(0, Math.min(waitMs, leftMs));
    let endWith: Waiter['end'] = () => undefined;
    const seat = new Promise<Seat | null>((resolve, reject) => {
      const cancel = timers.after(longestMs, () =>
        endWith(leftMs <= waitMs ? tooLate() : noRoom(variant, lane, waitMs)),
      );
      endWith = (result) => {
        if (!lane.waiting.delete(waiter)) return;
        cancel();
        if (result instanceof GatewayError) reject(result);
        else resolve(result);
      };
    });
    const waiter: Waiter = { wish, untilMs: nowMs + longestMs, end: (result) => endWith(result) };
    lane.waiting.add(waiter);
    this.#planRest(lane, wish.decision);
    return { seat, giveUp: (reason) => waiter.end(reason) };
  }

  /** How many wait for a variant. */
  waiting(model: string, variant: string): number {
    return this.#lanes.get(laneName(model, variant))?.waiting.size ?? 0;
  }

  /** After whatever may have made room or taken it away: probes, a reload. */
  look(): void {
    for (const lane of this.#lanes.values()) this.#serve(lane);
  }

  #serve(lane: Lane): void {
    const nowMs = this.#options.clock.now();
    for (const waiter of lane.waiting) {
      if (nowMs >= waiter.untilMs) continue;
      const seat = this.#seatIn(lane, waiter.wish);
      if (seat !== null) waiter.end(seat);
      else if (this.#isAnyReady(waiter.wish.decision.variant)) return this.#planRest(lane, waiter.wish.decision);
      else waiter.end(null);
    }
  }

  #seatIn(lane: Lane, wish: SeatWish): Seat | null {
    const { fleet, clock } = this.#options;
    const seat = fleet.take(wish);
    if (seat === null) return null;
    const { origin } = seat.replica.url;
    const satAtMs = clock.now();
    lane.sit(origin);
    return new CountedSeat(seat, () => {
      lane.rise(origin, clock.now() - satAtMs);
      this.#serve(lane);
    });
  }

  /** A replica that asked to be left alone for a while makes no sign when the while is over. */
  #planRest(lane: Lane, decision: Decision): void {
    const restMs = this.#options.fleet.restsForMs(decision);
    if (restMs === null || lane.restOver !== null) return;
    lane.restOver = this.#options.timers.after(restMs, () => {
      lane.restOver = null;
      this.#serve(lane);
    });
  }

  #hasFullReplica(lane: Lane, variant: Variant): boolean {
    return variant.replicas.some(
      (replica) =>
        replica.maxConcurrent !== null &&
        lane.seated(replica.url.origin) >= replica.maxConcurrent &&
        this.#options.health.status(replica).ready,
    );
  }

  #isAnyReady(variant: Variant): boolean {
    return variant.replicas.some((replica) => this.#options.health.status(replica).ready);
  }

  #lane({ model, variant }: Decision): Lane {
    const name = laneName(model.name, variant.name);
    const lane = this.#lanes.get(name) ?? new Lane();
    this.#lanes.set(name, lane);
    return lane;
  }
}

/** By names, which outlive a reload. No variant's name holds a space. */
function laneName(model: string, variant: string): string {
  return `${model} ${variant}`;
}

function isLimited({ replicas }: Variant): boolean {
  return replicas.some(({ maxConcurrent }) => maxConcurrent !== null);
}

function noPlace(variant: Variant, lane: Lane): GatewayError {
  const message = `Every replica of variant "${variant.name}" is busy, and the queue is full.`;
  return new GatewayError('queue_full', message, { retryAfterSeconds: retryAfterSeconds(variant, lane) });
}

function noRoom(variant: Variant, lane: Lane, waitMs: number): GatewayError {
  const message = `No replica of variant "${variant.name}" had room within ${waitMs / 1000} s.`;
  return new GatewayError('queue_full', message, { retryAfterSeconds: retryAfterSeconds(variant, lane) });
}

function tooLate(): GatewayError {
  return new GatewayError('deadline_exceeded', 'The request waited for a replica for as long as the gateway allows.');
}

/** Until those who wait now have had their turn, by the mean stay of those who had theirs. */
function retryAfterSeconds({ replicas }: Variant, { waiting, meanStayMs }: Lane): number {
  const seats = replicas.reduce((sum, { maxConcurrent }) => sum + (maxConcurrent ?? Infinity), 0);
  const seconds = ((meanStayMs ?? 0) * (waiting.size + 1)) / seats / 1000;
  return Math.min(LONGEST_RETRY_AFTER_SECONDS, Math.max(1, Math.ceil(seconds)));
}
