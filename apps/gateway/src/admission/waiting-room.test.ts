import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { ManualTime } from '../testing/manual-time.ts';
import type { Seat } from '../ports.ts';
import { configWith, decisionOf, PlainFleet, wishFor } from './testing/plain-fleet.ts';
import { WaitingRoom } from './waiting-room.ts';
import type { Waiting } from './waiting-room.ts';

const oneSeat = decisionOf(configWith('{ url: http://a:1, maxConcurrent: 1 }'));
const twoReplicas = decisionOf(
  configWith('{ url: http://a:1, maxConcurrent: 1 }', '{ url: http://a:2, maxConcurrent: 1 }'),
);
const far = 1e9;

let time: ManualTime;
let fleet: PlainFleet;
let room: WaitingRoom;

beforeEach(() => {
  time = new ManualTime();
  fleet = new PlainFleet();
  room = roomOf(4);
});

function roomOf(perReplica: number): WaitingRoom {
  const limits = () => ({ perReplica, waitMs: 30_000 });
  return new WaitingRoom({ fleet, health: fleet, clock: time, timers: time, limits });
}

function taken(decision = oneSeat): Seat {
  const seat = room.take(wishFor(decision));
  if (seat === null) throw new Error('no seat');
  return seat;
}

async function refusal(waiting: Waiting): Promise<GatewayError> {
  const error: unknown = await waiting.seat.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw new Error('it was not refused');
  return error;
}

describe('a variant without a limit', () => {
  const open = decisionOf(configWith('http://a:1'));

  it('passes through: the very seat of the fleet, however many there are', () => {
    for (let n = 0; n < 1000; n++) expect(room.take(wishFor(open))).not.toBeNull();
    expect(room.isFull(open)).toBe(false);
    expect(time.alive).toBe(0);
  });
});

describe('a full replica', () => {
  it('gives a seat that becomes free to who came first', async () => {
    const seat = taken();
    expect(room.take(wishFor(oneSeat))).toBeNull();
    expect(room.isFull(oneSeat)).toBe(true);
    const [first, second] = [room.wait(wishFor(oneSeat), far), room.wait(wishFor(oneSeat), far)];
    expect(room.waiting('m', 'a')).toBe(2);
    seat.leave('ok', null);
    (await first.seat)?.leave('ok', null);
    expect((await second.seat)?.replica.name).toBe('a-0');
    expect(time.alive).toBe(0);
  });

  it('lets nobody overtake those who wait, but a request that was let in already', async () => {
    fleet.notReady.add('a-1');
    const [replica] = twoReplicas.variant.replicas;
    taken(twoReplicas);
    const waiting = room.wait(wishFor(twoReplicas), far);
    // Ready again, and nobody has looked at the queue since.
    fleet.notReady.clear();
    expect(room.take(wishFor(twoReplicas))).toBeNull();
    const retry = room.take(wishFor(twoReplicas, [replica!]));
    expect(retry?.replica.name).toBe('a-1');
    retry?.leave('ok', null);
    expect((await waiting.seat)?.replica.name).toBe('a-1');
  });

  it('serves the queue from whichever replica is free first', async () => {
    taken(twoReplicas);
    const second = taken(twoReplicas);
    const waiting = room.wait(wishFor(twoReplicas), far);
    second.leave('ok', null);
    expect((await waiting.seat)?.replica.name).toBe('a-1');
  });

  it('takes a client that leaves out at once, wherever it stands', async () => {
    const seat = taken();
    const [first, second, third] = [1, 2, 3].map(() => room.wait(wishFor(oneSeat), far));
    second?.giveUp(new GatewayError('client_gone', 'gone'));
    expect(room.waiting('m', 'a')).toBe(2);
    expect((await refusal(second!)).code).toBe('client_gone');
    seat.leave('ok', null);
    (await first?.seat)?.leave('ok', null);
    expect(await third?.seat).not.toBeNull();
  });

  it('does nothing to a seat that was given when its client leaves', async () => {
    const seat = taken();
    const waiting = room.wait(wishFor(oneSeat), far);
    seat.leave('ok', null);
    waiting.giveUp(new GatewayError('client_gone', 'gone'));
    expect(await waiting.seat).not.toBeNull();
    expect(fleet.seated.get('a-0')).toBe(1);
  });

  it('counts a seat that is left twice once', async () => {
    const seat = taken();
    const [first, second] = [room.wait(wishFor(oneSeat), far), room.wait(wishFor(oneSeat), far)];
    seat.leave('ok', null);
    seat.leave('ok', null);
    expect(await first.seat).not.toBeNull();
    expect(room.waiting('m', 'a')).toBe(1);
    second.giveUp(new GatewayError('client_gone', 'gone'));
    await refusal(second);
  });
});

describe('the queue', () => {
  it('has so many places per replica, and refuses the next with a time to come back', () => {
    room = roomOf(2);
    const seats = [taken(twoReplicas), taken(twoReplicas)];
    time.advance(6000);
    seats[0]?.leave('ok', null);
    taken(twoReplicas);
    for (let n = 0; n < 4; n++) room.wait(wishFor(twoReplicas), far);
    // Stays of 6 s at two seats, and five before the next one's turn is over.
    expect(() => room.wait(wishFor(twoReplicas), far)).toThrow(
      expect.objectContaining({ code: 'queue_full', status: 503, retryAfterSeconds: 15 }),
    );
  });

  it('may have no places at all', () => {
    room = roomOf(0);
    taken();
    expect(() => room.wait(wishFor(oneSeat), far)).toThrow(expect.objectContaining({ code: 'queue_full' }));
  });

  it('lets nobody wait longer than its own limit', async () => {
    taken();
    const waiting = room.wait(wishFor(oneSeat), far);
    time.advance(29_999);
    expect(room.waiting('m', 'a')).toBe(1);
    time.advance(1);
    expect(await refusal(waiting)).toMatchObject({ code: 'queue_full', retryAfterSeconds: 1 });
    expect(room.waiting('m', 'a')).toBe(0);
  });

  it('lets nobody wait past the deadline of the request', async () => {
    taken();
    const waiting = room.wait(wishFor(oneSeat), 5000);
    time.advance(5000);
    expect((await refusal(waiting)).code).toBe('deadline_exceeded');
  });

  it('sends everybody home when no replica is ready any more', async () => {
    taken();
    const waiting = [room.wait(wishFor(oneSeat), far), room.wait(wishFor(oneSeat), far)];
    fleet.notReady.add('a-0');
    room.look();
    expect(await Promise.all(waiting.map(({ seat }) => seat))).toEqual([null, null]);
    expect(time.alive).toBe(0);
  });

  it('goes on when a replica that wanted to be left alone has had its time', async () => {
    const seat = taken();
    const waiting = room.wait(wishFor(oneSeat), far);
    fleet.restMs = 2000;
    seat.leave('engine_overloaded', 2000);
    expect(room.waiting('m', 'a')).toBe(1);
    time.advance(1999);
    fleet.restMs = null;
    time.advance(1);
    expect(await waiting.seat).not.toBeNull();
  });
});

describe('any course of coming, leaving and giving up', () => {
  const step = fc.oneof(
    fc.constant('come' as const),
    fc.record({ leave: fc.nat(20) }),
    fc.record({ giveUp: fc.nat(20) }),
    fc.record({ ms: fc.integer({ min: 1, max: 20_000 }) }),
  );

  it('never seats more than there are seats, leaves none empty while somebody waits, and ends every wait once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        time = new ManualTime();
        fleet = new PlainFleet();
        room = roomOf(3);
        const seats: Seat[] = [];
        const waits: Waiting[] = [];
        let ended = 0;
        const come = (): void => {
          const seat = room.take(wishFor(twoReplicas));
          if (seat !== null) return void seats.push(seat);
          if (room.waiting('m', 'a') >= 6) return;
          const waiting = room.wait(wishFor(twoReplicas), time.now() + 40_000);
          waits.push(waiting);
          void waiting.seat.then(
            (given) => (given === null ? (ended += 1) : ((ended += 1), seats.push(given))),
            () => (ended += 1),
          );
        };
        for (const one of steps) {
          if (one === 'come') come();
          else if ('leave' in one) seats.splice(one.leave, 1)[0]?.leave('ok', null);
          else if ('giveUp' in one) waits[one.giveUp]?.giveUp(new GatewayError('client_gone', 'gone'));
          else time.advance(one.ms);
          await Promise.resolve();
          await Promise.resolve();
          const seated = [...fleet.seated.values()];
          expect(Math.max(0, ...seated)).toBeLessThanOrEqual(1);
          const total = seated.reduce((sum, count) => sum + count, 0);
          expect(total).toBe(seats.length);
          expect(total === 2 || room.waiting('m', 'a') === 0).toBe(true);
        }
        time.advance(60_000);
        await Promise.resolve();
        await Promise.resolve();
        expect(ended).toBe(waits.length);
        expect(time.alive).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
